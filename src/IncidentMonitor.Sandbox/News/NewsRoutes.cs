using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IncidentMonitor.Sandbox.Content;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IncidentMonitor.Sandbox.News;

/// <summary>The papers: <c>/news/PAPER/rss.xml</c> (adm: atom.xml), <c>/news/PAPER/2026/01/DD/N</c>, <c>/robots.txt</c>; conditional GET throughout.</summary>
internal static class NewsRoutes
{
    private const int FeedLength = 50;

    private const string Robots = """
        User-agent: *
        Disallow: /news/vestnik/search
        Disallow: /*/print/
        Disallow: /_sandbox/
        Allow: /
        """;

    static NewsRoutes() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static void Map(IEndpointRouteBuilder routes, TimeProvider clock)
    {
        routes.MapGet("/robots.txt", () => Results.Text(Robots));
        routes.MapGet("/news/{paper}/{feed}", (string paper, string feed, HttpContext context) =>
            Paper(paper) is { } venue && feed == FeedName(venue) ? Feed(venue, context, clock.GetUtcNow()) : Results.NotFound());
        routes.MapGet("/news/{paper}/2026/01/{day:int}/{number:int}", (string paper, int day, int number, HttpContext context) =>
            Article(paper, day, number, context, clock.GetUtcNow()));
    }

    public static string FeedName(TownVenue paper) => paper.ScreenName == "adm" ? "atom.xml" : "rss.xml";

    private static TownVenue? Paper(string name) =>
        SandboxTown.Content.Venues.FirstOrDefault(v => v.Kind == VenueKind.News && v.ScreenName == name);

    private static IResult Feed(TownVenue paper, HttpContext context, DateTimeOffset now)
    {
        var site = Site(context);
        var items = Visible(paper, now).Take(FeedLength).ToList();
        var changed = items.Select(i => i.ChangedAt(now)).DefaultIfEmpty(SandboxTown.Start).Max();
        return paper.ScreenName switch
        {
            "adm" => Conditional(NewsFeedXml.AtomFeed(paper, items, site, now), "application/atom+xml", Encoding.UTF8, changed, context),
            "pravda" => Conditional(NewsFeedXml.Rss(paper, items, site, now, "windows-1251"), "text/xml", Cyrillic, changed, context),
            "rayon" => Conditional(NewsFeedXml.Spoiled(NewsFeedXml.Rss(paper, items, site, now, "utf-8")), "text/html", Encoding.UTF8, changed, context),
            _ => Conditional(NewsFeedXml.Rss(paper, items, site, now, "utf-8"), "application/rss+xml", Encoding.UTF8, changed, context),
        };
    }

    private static IResult Article(string paper, int day, int number, HttpContext context, DateTimeOffset now)
    {
        var item = Paper(paper) is { } venue ? Visible(venue, now).FirstOrDefault(i => i.Number == number && i.At.Day == day) : null;
        if (item is null)
        {
            return Results.NotFound();
        }

        var encoding = paper == "pravda" ? Cyrillic : Encoding.UTF8;
        var others = Visible(item.Venue, now).Where(i => i != item).Take(5);
        var page = ArticlePage.Render(item, others, Site(context), now, encoding.WebName);
        return Conditional(page, "text/html", encoding, item.ChangedAt(now), context);
    }

    private static Encoding Cyrillic => Encoding.GetEncoding(1251);

    private static IEnumerable<TownItem> Visible(TownVenue paper, DateTimeOffset now) =>
        SandboxTown.Content.In(paper).Where(i => i.IsVisible(now)).OrderByDescending(i => i.At);

    private static Uri Site(HttpContext context) => new(UriHelper.BuildAbsolute(context.Request.Scheme, context.Request.Host));

    /// <summary>200 with ETag and Last-Modified, or 304 if the reader has it; an ETag outranks a date (RFC 9110, 13.2.2).</summary>
    private static IResult Conditional(string text, string type, Encoding encoding, DateTimeOffset changed, HttpContext context)
    {
        var bytes = encoding.GetBytes(text);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
        var request = context.Request.GetTypedHeaders();
        var has = request.IfNoneMatch.Count > 0
            ? request.IfNoneMatch.Any(t => t.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false) || t == EntityTagHeaderValue.Any)
            : request.IfModifiedSince >= changed.AddTicks(-(changed.Ticks % TimeSpan.TicksPerSecond));
        context.Response.Headers.ETag = tag;
        context.Response.Headers.LastModified = changed.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);
        return has
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(bytes, $"{type}; charset={encoding.WebName}");
    }
}
