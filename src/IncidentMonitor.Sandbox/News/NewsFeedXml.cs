using System.Globalization;
using System.Xml.Linq;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.News;

/// <summary>The feeds of the town's papers: RSS 2.0, Atom 1.0, and an RSS that its site's engine has spoiled.</summary>
internal static class NewsFeedXml
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";

    public static string Rss(TownVenue paper, IReadOnlyList<TownItem> items, Uri site, DateTimeOffset now, string charset)
    {
        var channel = new XElement("channel",
            new XElement("title", paper.Title),
            new XElement("link", new Uri(site, $"/news/{paper.ScreenName}/")),
            new XElement("description", paper.About),
            new XElement("language", "ru"),
            items.Select(i => new XElement("item",
                new XElement("title", i.Title),
                new XElement("link", ArticlePage.Address(i, site)),
                new XElement("guid", new XAttribute("isPermaLink", "false"), $"{paper.ScreenName}-{i.Number}"),
                new XElement("pubDate", i.At.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + "+0500"),
                i.Author is null ? null : new XElement(Dc + "creator", i.Author),
                i.With.Contains("photo") ? new XElement("enclosure", new XAttribute("url", ArticlePage.Picture(i)), new XAttribute("type", "image/jpeg"), new XAttribute("length", "184320")) : null,
                new XElement("description", new XCData($"<p>{Summary(i, now)}</p>")))));
        var rss = new XElement("rss", new XAttribute("version", "2.0"), new XAttribute(XNamespace.Xmlns + "dc", Dc), channel);
        return $"<?xml version=\"1.0\" encoding=\"{charset}\"?>\n{rss}";
    }

    public static string AtomFeed(TownVenue paper, IReadOnlyList<TownItem> items, Uri site, DateTimeOffset now)
    {
        var feed = new XElement(Atom + "feed",
            new XElement(Atom + "id", $"tag:{paper.ScreenName}.example.org,2026:feed"),
            new XElement(Atom + "title", paper.Title),
            new XElement(Atom + "updated", Stamp(items.Select(i => i.ChangedAt(now)).DefaultIfEmpty(SandboxTown.Start).Max())),
            new XElement(Atom + "link", new XAttribute("rel", "self"), new XAttribute("href", new Uri(site, $"/news/{paper.ScreenName}/atom.xml"))),
            items.Select(i => new XElement(Atom + "entry",
                new XElement(Atom + "id", $"tag:{paper.ScreenName}.example.org,2026:{i.Number}"),
                new XElement(Atom + "title", i.Title),
                new XElement(Atom + "link", new XAttribute("rel", "alternate"), new XAttribute("href", ArticlePage.Address(i, site))),
                new XElement(Atom + "published", Stamp(i.At)),
                new XElement(Atom + "updated", Stamp(i.ChangedAt(now))),
                new XElement(Atom + "author", new XElement(Atom + "name", i.Author ?? "Пресс-служба администрации")),
                new XElement(Atom + "summary", new XAttribute("type", "text"), Summary(i, now)))));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{feed}";
    }

    /// <summary>
    /// What a home-made engine does: bare ampersands, an HTML entity that XML lacks, the third item's title never closed,
    /// and the end cut off. Most items can still be read by a forgiving eye.
    /// </summary>
    public static string Spoiled(string rss)
    {
        var third = IndexOfNth(rss, "</title>", 4);
        var open = third < 0 ? rss : rss.Remove(third, "</title>".Length);
        var bare = open.Replace("&amp;", "&", StringComparison.Ordinal).Replace(" — ", "&nbsp;&mdash; ", StringComparison.Ordinal);
        return bare[..bare.LastIndexOf("</channel>", StringComparison.Ordinal)];
    }

    /// <summary>The first paragraph.</summary>
    private static string Summary(TownItem item, DateTimeOffset now) => item.TextAt(now).Split('\n')[0];

    private static string Stamp(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static int IndexOfNth(string text, string what, int nth)
    {
        var at = -1;
        for (var i = 0; i < nth && (i == 0 || at >= 0); i++)
        {
            at = text.IndexOf(what, at + 1, StringComparison.Ordinal);
        }

        return at;
    }
}
