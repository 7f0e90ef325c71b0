using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>A page or a further sitemap that a sitemap names.</summary>
/// <param name="Title">From Google's news extension.</param>
internal sealed record SitemapEntry(string Url, DateTimeOffset? Time, string? Title, bool IsSitemap);

/// <summary>sitemaps.org: urlset, index, with the news extension, or a plain list of addresses.</summary>
internal static class Sitemap
{
    /// <summary>The protocol's own limit for one file.</summary>
    private const int MaxEntries = 50_000;

    /// <summary>Null when it is no sitemap.</summary>
    public static IReadOnlyList<SitemapEntry>? Parse(ReadOnlyMemory<byte> bytes, string? charset = null, Uri? address = null)
    {
        var text = Charset.Decode(bytes.Span, charset).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (!text.StartsWith('<'))
            return Plain(text);
        var document = LenientXml.Read(text);
        if (document.Elements.FirstOrDefault(e => e.Name is "urlset" or "sitemapindex") is not { } root)
            return null;
        var entries = new List<SitemapEntry>();
        foreach (var element in root.Elements)
        {
            if (element.Name is not ("url" or "sitemap") || entries.Count >= MaxEntries)
                continue;
            if (WebAddress.Absolute(Value(element, "loc"), address) is not { } url)
                continue;
            var news = element.Elements.FirstOrDefault(e => e.Name == "news" && FeedVocabulary.Of(e) is Vocabulary.News or Vocabulary.Unknown);
            var time = FeedDate.Parse(news is null ? null : Value(news, "publication_date")) ?? FeedDate.Parse(Value(element, "lastmod"));
            var title = news?.Elements.FirstOrDefault(e => e.Name == "title") is { } named && FeedText.Of(named) is { Length: > 0 } words ? words : null;
            entries.Add(new(url, time, title, element.Name == "sitemap"));
        }
        return entries;
    }

    private static string? Value(XmlElement parent, string name) =>
        parent.Elements.FirstOrDefault(e => e.Name == name) is { } element ? FeedText.Bare(element) : null;

    private static List<SitemapEntry>? Plain(string text)
    {
        var entries = new List<SitemapEntry>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (entries.Count < MaxEntries && line.Length < 2048 && WebAddress.Absolute(line.ToString()) is { } url)
                entries.Add(new(url, null, null, false));
        }
        return entries.Count > 0 ? entries : null;
    }
}
