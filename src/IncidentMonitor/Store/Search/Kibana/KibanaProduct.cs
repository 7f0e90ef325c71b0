using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>Which of the two products answers at the address, and its version.</summary>
/// <param name="IsDashboards">OpenSearch Dashboards; else Kibana.</param>
internal sealed record KibanaProduct(bool IsDashboards, string Version)
{
    /// <summary>Header without which either refuses to write (protection against forged requests).</summary>
    public string GuardHeader => IsDashboards ? "osd-xsrf" : "kbn-xsrf";

    public override string ToString() => $"{(IsDashboards ? "OpenSearch Dashboards" : "Kibana")} {Version}";

    /// <summary>Reads the answer to <c>GET /api/status</c>. Each product also signs its answers with a header of its own.</summary>
    /// <exception cref="UserError">Neither product, or a version whose objects are not written.</exception>
    public static KibanaProduct Read(JsonElement status, bool hasKibanaName, bool hasDashboardsName, string where)
    {
        var number = status.ValueKind is JsonValueKind.Object && status.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.Object
            && version.TryGetProperty("number", out var field) ? field.GetString() : null;
        if (number is null)
        {
            throw new UserError(hasKibanaName || hasDashboardsName
                ? $"{where}: it tells its version only to whom it knows. Set INCIDENTMONITOR_SEARCH_API_KEY, or _USER and _PASSWORD."
                : $"{where}: what answers there names no version, so it is no Kibana or OpenSearch Dashboards. Check --kibana-url (usual ports: Kibana and Dashboards 5601; 9200 is the search engine).");
        }

        var parts = number.Split('.', '-');
        if (parts.Length < 2 || !Int(parts[0], out var major) || !Int(parts[1], out var minor))
        {
            throw new UserError($"{where}: its version \"{number}\" can't be read. The objects are for Kibana 8.8 and newer, OpenSearch Dashboards 2 and 3.");
        }

        // A proxy may take the headers away; the two have no version in common.
        var product = new KibanaProduct(hasDashboardsName || (!hasKibanaName && major < 5), number);
        return (product.IsDashboards ? major is 2 or 3 : (major, minor).CompareTo((8, 8)) >= 0)
            ? product
            : throw new UserError($"{where}: {product} is not supported. The objects are for Kibana 8.8 and newer, OpenSearch Dashboards 2 and 3; the index itself works without them.");
    }

    private static bool Int(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
