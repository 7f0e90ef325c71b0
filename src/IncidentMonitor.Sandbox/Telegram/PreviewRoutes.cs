using System.Globalization;
using System.Xml.Linq;
using IncidentMonitor.Sandbox.Content;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IncidentMonitor.Sandbox.Telegram;

/// <summary>t.me without an account: <c>/s/NAME</c>, <c>/s/NAME?before=N</c>, and <c>/NAME</c> where a preview that is off leads.</summary>
internal static class PreviewRoutes
{
    private const int PageSize = 20;

    public static void Map(IEndpointRouteBuilder routes, TimeProvider clock)
    {
        routes.MapGet("/s/{name}", (string name, string? before) => Find(name) switch
        {
            null => Contact(name, null),
            { PreviewOff: true } => Results.Redirect($"/{name}"),
            var channel => Html(Page(channel, before, clock.GetUtcNow())),
        });
        routes.MapGet("/{name}", (string name) => Contact(name, Find(name)));
    }

    private static TownVenue? Find(string name) =>
        SandboxTown.Content.Venues.FirstOrDefault(v => v.Kind == VenueKind.TelegramChannel && v.ScreenName == name);

    private static string Page(TownVenue channel, string? before, DateTimeOffset now)
    {
        var limit = int.TryParse(before, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        var older = SandboxTown.Content.In(channel).Where(i => i.Number < limit && i.IsVisible(now)).OrderBy(i => i.Number).ToList();
        var page = older.TakeLast(PageSize).ToList();
        var messages = page.Select(i => PreviewMessage.Wrap(i, now)).ToList<XNode>();
        var prev = older.Count > page.Count ? $"/s/{channel.ScreenName}?before={page[0].Number}" : null;
        if (prev is not null)
        {
            messages.Insert(0, new XElement("div", new XAttribute("class", "tgme_widget_message_centered js-messages_more_wrap"),
                new XElement("a", new XAttribute("href", prev), new XAttribute("class", "tme_messages_more js-messages_more"), new XAttribute("data-before", page[0].Number), "")));
        }

        if (page.Count == 0)
        {
            messages.Add(new XElement("div", new XAttribute("class", "tgme_widget_message_centered"),
                new XElement("div", new XAttribute("class", "tme_no_messages_found"), "No posts found")));
        }

        return PageTemplate.Fill(
            "preview.html",
            ("prev", prev is null ? null : new XElement("link", new XAttribute("rel", "prev"), new XAttribute("href", prev))),
            ("messages", messages), ("title", channel.Title), ("name", channel.ScreenName), ("about", channel.About),
            ("subscribers", PreviewMessage.Rounded(channel.Audience)));
    }

    /// <summary>The page of a channel whose posts are not shown, and of a name that nobody has.</summary>
    private static IResult Contact(string name, TownVenue? channel) => Html(PageTemplate.Fill(
        "contact.html", ("name", name), ("title", channel?.Title ?? name), ("about", channel?.About),
        ("subscribers", channel is null ? "" : $"{channel.Audience} subscribers")));

    private static IResult Html(string page) => Results.Content(page, "text/html; charset=utf-8");
}
