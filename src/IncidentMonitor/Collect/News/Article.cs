using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>An article's page, read.</summary>
/// <param name="Url">The page's canonical address, if it names one.</param>
internal sealed record Article(string? Title, string Text, DateTimeOffset? PublishedAt, string? Author, string? Url)
{
    /// <summary>Null when the bytes are no page with words.</summary>
    public static Article? Parse(ReadOnlyMemory<byte> bytes, string? charset = null, Uri? address = null)
    {
        var html = Charset.Decode(bytes.Span, charset);
        // Binary files decode into something; a page has tags.
        if (html.IndexOf('<') < 0 || html.AsSpan(0, Math.Min(html.Length, 4096)).Count('\0') > 8)
            return null;
        var document = HtmlTree.Parse(html);
        var about = ArticleMetadata.Of(document, address);
        var extracted = new ArticleExtractor(document, about.Title).Text();
        var text = ArticleBody.Choose(about.Body, extracted);
        return text.Length == 0 && about.Title is null ? null : new(about.Title, text, about.PublishedAt, about.Author, about.Url);
    }
}
