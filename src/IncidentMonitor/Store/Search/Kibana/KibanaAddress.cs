using IncidentMonitor.Commands;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// Where the saved objects go, all in one address as the browser shows it: <c>https://host:5601/s/shift</c> is a space of Kibana,
/// <c>https://host:5601/?security_tenant=shift</c> a tenant of OpenSearch Dashboards; a base path may stand before.
/// </summary>
/// <param name="Root">Without a slash at its end.</param>
internal sealed record KibanaAddress(Uri Root, string? Tenant)
{
    private const string TenantKey = "security_tenant=";

    /// <exception cref="UserError">Not an http(s) address, or one with a password in it.</exception>
    public static KibanaAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            throw new UserError("--kibana-url must be http(s)://host:port without a name and password; those come from INCIDENTMONITOR_SEARCH_USER and _PASSWORD, or _API_KEY.", 2);
        }

        var tenant = url.Query.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith(TenantKey, StringComparison.Ordinal));
        // What the address bar holds of a page that is open: /app/home and so on.
        var path = url.AbsolutePath.IndexOf("/app/", StringComparison.Ordinal) is var page and >= 0 ? url.AbsolutePath[..page] : url.AbsolutePath;
        return new KibanaAddress(
            new Uri(url.GetLeftPart(UriPartial.Authority) + path.TrimEnd('/')),
            tenant is null ? null : Uri.UnescapeDataString(tenant[TenantKey.Length..]));
    }

    public Uri At(string path) => new(Root.AbsoluteUri.TrimEnd('/') + path);

    public override string ToString() => Root.AbsoluteUri.TrimEnd('/') + (Tenant is null ? "" : $" (tenant {Tenant})");
}
