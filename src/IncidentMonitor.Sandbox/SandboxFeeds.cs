using IncidentMonitor.Sandbox.Content;
using IncidentMonitor.Sandbox.News;

namespace IncidentMonitor.Sandbox;

/// <summary>One feed of the town, in words of its own; the product maps it to its settings.</summary>
/// <param name="Name">Unique, lower-case Latin.</param>
/// <param name="Kind">vk-wall, vk-search, telegram-bot, telegram-channel or news.</param>
/// <param name="Address">Owner id ("-101"), search query, bot's label, channel name, or the feed's absolute URL.</param>
/// <param name="Municipality">Always the town's district.</param>
/// <param name="Settlement">The village it belongs to, or the town.</param>
public sealed record SandboxFeed(string Name, string Kind, string Address, string Municipality, string Settlement);

/// <summary>What a monitor of the town has to read.</summary>
public static class SandboxFeeds
{
    /// <summary>The label of the one bot.</summary>
    public const string BotLabel = "verhneozersk_cur_bot";

    /// <param name="baseAddress">Of the running sandbox; only the news addresses depend on it.</param>
    public static IReadOnlyList<SandboxFeed> At(Uri baseAddress) =>
    [
        .. Venues(VenueKind.VkWall).Where(v => !v.Unlisted).Select(v => Feed(v, "vk-wall", v.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        new SandboxFeed("vk-search-town", "vk-search", SandboxTown.Name, SandboxTown.Municipality, SandboxTown.Name),
        .. Venues(VenueKind.TelegramChannel).Where(v => !v.HasBot).Select(v => Feed(v, "telegram-channel", v.ScreenName)),
        new SandboxFeed("telegram-bot", "telegram-bot", BotLabel, SandboxTown.Municipality, SandboxTown.Name),
        .. Venues(VenueKind.News).Select(v => Feed(v, "news", new Uri(baseAddress, $"/news/{v.ScreenName}/{NewsRoutes.FeedName(v)}").ToString())),
    ];

    private static IEnumerable<TownVenue> Venues(VenueKind kind) => SandboxTown.Content.Venues.Where(v => v.Kind == kind);

    private static SandboxFeed Feed(TownVenue venue, string kind, string address) =>
        new(venue.Key, kind, address, SandboxTown.Municipality, venue.Village ?? SandboxTown.Name);
}
