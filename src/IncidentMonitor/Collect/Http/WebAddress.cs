namespace IncidentMonitor.Collect.Http;

/// <summary>Links as they may be stored: absolute http(s), nothing that a click could run.</summary>
internal static class WebAddress
{
    private const int MaxLength = 4096;

    /// <summary>An absolute http(s) link as it was written, a relative one resolved; null for anything else.</summary>
    public static string? Absolute(string? link, Uri? baseUri = null)
    {
        link = link?.Trim();
        if (string.IsNullOrEmpty(link) || link.Length > MaxLength)
            return null;
        if (link.StartsWith("//", StringComparison.Ordinal))
            link = (baseUri?.Scheme ?? "https") + ":" + link;
        if (Uri.TryCreate(link, UriKind.Absolute, out var absolute) && !link.StartsWith('/'))
            return IsWeb(absolute) ? link : null;
        return baseUri is not null && Uri.TryCreate(baseUri, link, out var resolved) && IsWeb(resolved) ? resolved.AbsoluteUri : null;
    }

    /// <summary>The base that <paramref name="link"/> sets inside <paramref name="outer"/>.</summary>
    public static Uri? Base(string? link, Uri? outer) =>
        Absolute(link, outer) is { } absolute && Uri.TryCreate(absolute, UriKind.Absolute, out var uri) ? uri : outer;

    private static bool IsWeb(Uri uri) => (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
}
