using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.News;

/// <summary>An article's page: the text among navigation, sidebar and banners; every second one of a paper with JSON-LD has it in full.</summary>
internal static class ArticlePage
{
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Uri Address(TownItem item, Uri site) =>
        new(site, string.Create(CultureInfo.InvariantCulture, $"/news/{item.Venue.ScreenName}/2026/01/{item.At.Day:00}/{item.Number}"));

    public static string Picture(TownItem item) => $"https://img.example.org/{item.Venue.ScreenName}/{item.Number}.jpg";

    public static string Render(TownItem item, IEnumerable<TownItem> others, Uri site, DateTimeOffset now, string charset) => PageTemplate.Fill(
        "article.html",
        ("jsonld", item.Venue.ScreenName is "vestnik" or "adm" ? JsonLd(item, site, now) : null),
        ("body", Body(item, now)),
        ("sidebar", others.Select(o => new XElement("li", new XElement("a", new XAttribute("href", Address(o, site).AbsolutePath), o.Title)))),
        ("title", item.Title), ("paper", item.Venue.Title), ("key", item.Venue.ScreenName), ("url", Address(item, site)), ("charset", charset),
        ("published", item.At.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)),
        ("when", item.At.ToString("d MMMM yyyy, HH:mm", Russian)), ("author", item.Author ?? "Редакция"));

    private static List<XNode> Body(TownItem item, DateTimeOffset now)
    {
        var body = item.TextAt(now).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(p => (XNode)new XElement("p", p)).ToList();
        if (item.With.Contains("photo"))
        {
            body.Insert(1, new XElement("figure", new XElement("img", new XAttribute("src", Picture(item)), new XAttribute("alt", item.Title ?? "")),
                new XElement("figcaption", "Фото: архив редакции")));
        }

        return body;
    }

    /// <summary>A script's content must not be XML-escaped, hence a comment-free raw text node in CDATA's place.</summary>
    private static RawText JsonLd(TownItem item, Uri site, DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "NewsArticle",
            ["headline"] = item.Title,
            ["datePublished"] = item.At.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["author"] = new JsonObject { ["@type"] = "Person", ["name"] = item.Author ?? "Редакция" },
            ["mainEntityOfPage"] = Address(item, site).ToString(),
        };
        if (item.Number % 2 == 0)
        {
            json["articleBody"] = item.TextAt(now);
        }

        return new RawText($"<script type=\"application/ld+json\">{json.ToJsonString(Readable).Replace("</", "<\\/", StringComparison.Ordinal)}</script>");
    }

    /// <summary>A text node that is written as it stands.</summary>
    private sealed class RawText(string markup) : XText("")
    {
        public override void WriteTo(System.Xml.XmlWriter writer) => writer.WriteRaw(markup);
    }
}
