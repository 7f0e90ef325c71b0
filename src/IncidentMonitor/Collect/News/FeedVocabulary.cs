namespace IncidentMonitor.Collect.News;

/// <summary>Whose word an element is.</summary>
internal enum Vocabulary
{
    /// <summary>RSS of any version, CDF, or no namespace.</summary>
    Core,
    Atom,
    DublinCore,
    DublinTerms,
    Content,
    ITunes,
    Media,
    Xhtml,
    Rdf,
    News,
    FeedBurner,
    Unknown,
}

/// <summary>Namespaces as found in the wild: several for one thing, and prefixes that nobody declared.</summary>
internal static class FeedVocabulary
{
    private static readonly (string Part, Vocabulary Vocabulary)[] Namespaces =
    [
        ("www.w3.org/2005/atom", Vocabulary.Atom),
        ("purl.org/atom", Vocabulary.Atom),
        ("purl.org/dc/elements", Vocabulary.DublinCore),
        ("purl.org/rss/1.0/modules/dcterms", Vocabulary.DublinTerms),
        ("purl.org/dc/terms", Vocabulary.DublinTerms),
        ("purl.org/rss/1.0/modules/content", Vocabulary.Content),
        ("purl.org/rss/1.0/modules/", Vocabulary.Unknown),
        ("purl.org/rss", Vocabulary.Core),
        ("purl.org/net/rss", Vocabulary.Core),
        ("netscape.com/", Vocabulary.Core),
        ("backend.userland.com/rss", Vocabulary.Core),
        ("backend.userland.com/rss2", Vocabulary.Core),
        ("blogs.law.harvard.edu/tech/rss", Vocabulary.Core),
        ("itunes.com/dtds", Vocabulary.ITunes),
        ("search.yahoo.com/mrss", Vocabulary.Media),
        ("www.rssboard.org/media-rss", Vocabulary.Media),
        ("www.w3.org/1999/xhtml", Vocabulary.Xhtml),
        ("www.w3.org/tr/xhtml", Vocabulary.Xhtml),
        ("www.w3.org/1999/02/22-rdf", Vocabulary.Rdf),
        ("schemas/sitemap-news", Vocabulary.News),
        ("sitemaps.org/schemas/sitemap", Vocabulary.Core),
        ("feedburner", Vocabulary.FeedBurner),
    ];

    public static Vocabulary Of(XmlElement element)
    {
        if (string.IsNullOrEmpty(element.Namespace))
        {
            return element.Prefix switch
            {
                "" or "rss" => Vocabulary.Core,
                "atom" or "a10" => Vocabulary.Atom,
                "dc" => Vocabulary.DublinCore,
                "dcterms" => Vocabulary.DublinTerms,
                "content" => Vocabulary.Content,
                "itunes" => Vocabulary.ITunes,
                "media" => Vocabulary.Media,
                "xhtml" => Vocabulary.Xhtml,
                "rdf" => Vocabulary.Rdf,
                "feedburner" => Vocabulary.FeedBurner,
                _ => Vocabulary.Unknown,
            };
        }
        foreach (var (part, vocabulary) in Namespaces)
        {
            if (element.Namespace.Contains(part, StringComparison.OrdinalIgnoreCase))
                return vocabulary;
        }
        // A default namespace that nobody knows does not take the plain words away.
        return element.Prefix.Length == 0 ? Vocabulary.Core : Vocabulary.Unknown;
    }
}
