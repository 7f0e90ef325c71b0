
namespace IncidentMonitor.Collect.News;

/// <summary>Chooses between the article body that a page declares for machines and the one found by reading the page.</summary>
internal static class ArticleBody
{
    private const int MinChars = 250;

    /// <param name="declared">articleBody of JSON-LD; it may be a teaser, another page's, or hold markup.</param>
    /// <param name="found">What the extractor made of the page.</param>
    public static string Choose(string? declared, string found)
    {
        if (string.IsNullOrWhiteSpace(declared))
            return found;
        var body = FeedText.Plain(declared);
        if (body.Length < MinChars)
            return found.Length > body.Length ? found : body;
        // A teaser is much shorter than the page's text; a wrong body shares no words with it.
        return body.Length >= 0.6 * found.Length || found.Length < MinChars ? body : found;
    }
}
