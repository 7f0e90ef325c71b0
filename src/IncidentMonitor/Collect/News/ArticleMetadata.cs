using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>What a page says about itself: JSON-LD first, then meta tags, then the page's own elements.</summary>
internal sealed record ArticleMetadata(string? Title, string? Author, DateTimeOffset? PublishedAt, string? Body, string? Url)
{
    private const int MaxScripts = 20;
    private const int MaxNodes = 500;

    private static readonly string[] TitleTags = ["og:title", "twitter:title", "dc:title", "dcterm:title", "dc.title", "title", "parsely-title", "weibo:article:title"];
    private static readonly string[] AuthorTags = ["article:author", "author", "dc:creator", "dc.creator", "dcterm:creator", "parsely-author", "og:article:author"];
    private static readonly string[] DateTags =
        ["article:published_time", "og:article:published_time", "og:published_time", "published_time", "datepublished", "date", "pubdate", "dc.date", "dc:date", "dc.date.issued", "parsely-pub-date", "sailthru.date", "article:published", "mediator_published_time"];

    public static ArticleMetadata Of(IHtmlDocument page, Uri? address)
    {
        var declared = JsonLd(page);
        var metas = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var meta in page.QuerySelectorAll("meta[content]"))
        {
            var names = meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop") ?? "";
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4))
                metas.TryAdd(name, meta.GetAttribute("content")!.Trim());
        }
        var pageBase = WebAddress.Base(page.QuerySelector("base[href]")?.GetAttribute("href"), address);
        var url = WebAddress.Absolute(page.QuerySelector("link[rel=canonical]")?.GetAttribute("href"), pageBase) ?? WebAddress.Absolute(metas.GetValueOrDefault("og:url"), pageBase);
        return new(
            Line(declared?.Text("headline") ?? declared?.Text("name")) ?? Tag(metas, TitleTags) ?? TitleOf(page),
            Person(declared?.Field("author")) ?? Name(Tag(metas, AuthorTags)) ?? Name(Line(Byline(page))),
            FeedDate.Parse(declared?.Text("datePublished")) ?? Date(metas) ?? FeedDate.Parse(TimeOf(page)) ?? FeedDate.Parse(declared?.Text("dateCreated")),
            declared?.Text("articleBody"),
            url);
    }

    private static string? Tag(Dictionary<string, string> metas, string[] names) =>
        names.Select(name => Line(metas.GetValueOrDefault(name))).FirstOrDefault(value => value is not null);

    private static DateTimeOffset? Date(Dictionary<string, string> metas) =>
        DateTags.Select(name => FeedDate.Parse(metas.GetValueOrDefault(name))).FirstOrDefault(date => date is not null);

    private static string? Line(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var line = FeedText.Plain(text).Replace('\n', ' ').Replace("  ", " ").Trim();
        return line.Length is > 0 and < 1000 ? line : null;
    }

    /// <summary>An author's page is not a name.</summary>
    private static string? Name(string? text) =>
        text is null || text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text.Length > 200 ? null : text;

    private static string? Byline(IHtmlDocument page) =>
        (page.QuerySelector("[itemprop~=author] [itemprop=name]") ?? page.QuerySelector("[itemprop~=author]") ?? page.QuerySelector("a[rel~=author]") ?? page.QuerySelector(".byline, .author, .article__author, .article-author"))?.TextContent is { Length: < 150 } name ? name : null;

    private static string? TimeOf(IHtmlDocument page) =>
        page.QuerySelector("[itemprop~=datePublished]") is { } marked
            ? marked.GetAttribute("datetime") ?? marked.GetAttribute("content") ?? marked.TextContent
            : page.QuerySelector("article time[datetime], time[datetime][pubdate], time[datetime]")?.GetAttribute("datetime");

    /// <summary>The title without the site's name behind a separator, if a heading confirms it or enough is left.</summary>
    private static string? TitleOf(IHtmlDocument page)
    {
        var title = Line(page.Title ?? page.QuerySelector("title")?.TextContent);
        var headings = page.QuerySelectorAll("h1");
        var heading = headings.Length == 1 ? Line(headings[0].TextContent) : null;
        if (title is null)
            return heading;
        if (heading is not null && heading.Length > 10 && title.Contains(heading, StringComparison.OrdinalIgnoreCase))
            return heading;
        foreach (var separator in (ReadOnlySpan<string>)[" | ", " — ", " – ", " - ", " » ", " :: ", " / ", " > "])
        {
            var at = title.LastIndexOf(separator, StringComparison.Ordinal);
            if (at > 0 && title[..at].Split(' ').Length >= 3)
                return title[..at].Trim();
        }
        return title;
    }

    private static JsonElement? JsonLd(IHtmlDocument page)
    {
        JsonElement? best = null;
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']").Take(MaxScripts))
        {
            var text = script.TextContent.Trim();
            if (text.StartsWith("<![CDATA[", StringComparison.Ordinal))
                text = text[9..].Replace("]]>", "");
            using var document = LenientJson.Read(Encoding.UTF8.GetBytes(text));
            if (document is null || FindArticle(document.RootElement) is not { } article)
                continue;
            // Of several, the one that brings the words.
            if (best is null || best.Value.Field("articleBody") is null && article.Field("articleBody") is not null)
                best = article.Clone();
        }
        return best;
    }

    private static JsonElement? FindArticle(JsonElement root)
    {
        var pending = new Queue<JsonElement>();
        pending.Enqueue(root);
        for (var seen = 0; seen < MaxNodes && pending.TryDequeue(out var next); seen++)
        {
            if (next.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in next.EnumerateArray().Take(MaxNodes))
                    pending.Enqueue(element);
            }
            else if (next.ValueKind == JsonValueKind.Object)
            {
                if (IsArticle(next))
                    return next;
                foreach (var name in (ReadOnlySpan<string>)["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"])
                {
                    if (next.Field(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } inner)
                        pending.Enqueue(inner);
                }
            }
        }
        return null;
    }

    private static bool IsArticle(JsonElement element)
    {
        var types = element.Field("@type") is { ValueKind: JsonValueKind.Array } several ? several.EnumerateArray().Select(t => t.AsText()) : [element.Text("@type")];
        return types.Any(type => type is not null && (type.EndsWith("Article", StringComparison.Ordinal) || type.EndsWith("BlogPosting", StringComparison.Ordinal) || type.EndsWith("Report", StringComparison.Ordinal) || type.EndsWith("ReportageNewsArticle", StringComparison.Ordinal)));
    }

    private static string? Person(JsonElement? author)
    {
        if (author is not { } who)
            return null;
        if (who.ValueKind == JsonValueKind.Array)
        {
            var names = who.EnumerateArray().Take(10).Select(one => Person(one)).OfType<string>().Distinct().ToList();
            return names.Count > 0 ? string.Join(", ", names) : null;
        }
        return Name(Line(who.ValueKind == JsonValueKind.Object ? who.Text("name") : who.AsText()));
    }
}
