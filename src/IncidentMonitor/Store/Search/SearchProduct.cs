using System.Globalization;
using System.Text.Json;

namespace IncidentMonitor.Store.Search;

/// <summary>What answers at the address.</summary>
/// <param name="IsOpenSearch">Else Elasticsearch.</param>
internal sealed record SearchProduct(bool IsOpenSearch, string Version)
{
    public override string ToString() => $"{(IsOpenSearch ? "OpenSearch" : "Elasticsearch")} {Version}";

    /// <summary>Reads the answer to <c>GET /</c>: <c>version.distribution</c> is "opensearch" there and absent on Elasticsearch.</summary>
    /// <exception cref="SearchException">Another product or version; the message says which, and what to do.</exception>
    public static SearchProduct Read(JsonElement root, bool hasElasticHeader, string where)
    {
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object
            || !version.TryGetProperty("number", out var field) || field.GetString() is not { } number
            || !int.TryParse(number.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major))
        {
            throw Unsupported($"{where}: what answers there names no version, so it is no Elasticsearch or OpenSearch. Check Search:Urls.");
        }

        var distribution = version.TryGetProperty("distribution", out var name) ? name.GetString() : null;
        if (distribution is not null)
        {
            return distribution != "opensearch" ? throw Unsupported($"{where}: distribution \"{distribution}\" is unknown. The service works with Elasticsearch 8 and 9, OpenSearch 2 and 3.")
                : major is 2 or 3 ? new SearchProduct(true, number)
                : throw Unsupported($"{where}: OpenSearch {number} is not supported. The service works with OpenSearch 2 and 3.");
        }

        if (number.StartsWith("7.10.", StringComparison.Ordinal) && !hasElasticHeader)
        {
            throw Unsupported($"{where}: it says 7.10 and may be an OpenSearch that plays an old Elasticsearch. Switch compatibility.override_main_response_version off there.");
        }

        if (version.TryGetProperty("build_flavor", out var flavor) && flavor.GetString() == "serverless")
        {
            throw Unsupported($"{where}: Elasticsearch Serverless takes no index settings of ours. Use a hosted or own cluster of version 8 or 9.");
        }

        if (major is not (8 or 9))
        {
            throw Unsupported($"{where}: Elasticsearch {number} is not supported. The service works with Elasticsearch 8 and 9, OpenSearch 2 and 3.");
        }

        return hasElasticHeader ? new SearchProduct(false, number)
            : throw Unsupported($"{where}: it says version {number} but its answers lack the header X-elastic-product, so it is not Elasticsearch, or a proxy takes the header away. Let the proxy pass it.");
    }

    private static SearchException Unsupported(string message) => new(SearchFault.Unsupported, message);
}
