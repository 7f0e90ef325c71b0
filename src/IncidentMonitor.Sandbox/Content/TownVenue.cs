namespace IncidentMonitor.Sandbox.Content;

/// <summary>Which service a venue belongs to.</summary>
internal enum VenueKind
{
    VkWall,
    TelegramChannel,
    TelegramChat,
    News,
}

/// <summary>One wall, channel, chat or newspaper of the town; a line of <c>Town/venues.jsonl</c>.</summary>
internal sealed record TownVenue
{
    /// <summary>Names the venue's content file.</summary>
    public required string Key { get; init; }

    public required VenueKind Kind { get; init; }

    /// <summary>VK: owner id, negative for a community. Telegram: chat id. News: unused.</summary>
    public long Id { get; init; }

    /// <summary>Short name in addresses.</summary>
    public required string ScreenName { get; init; }

    public required string Title { get; init; }
    public string About { get; init; } = "";

    /// <summary>Members, subscribers or daily readers: what the views grow towards.</summary>
    public int Audience { get; init; }

    /// <summary>Village of the venue; null: the town as a whole.</summary>
    public string? Village { get; init; }

    /// <summary>The number before its first item of the week: communities are older than our week.</summary>
    public int FirstNumber { get; init; }

    /// <summary>VK: found only by search, on no list of feeds.</summary>
    public bool Unlisted { get; init; }

    /// <summary>Telegram: the t.me/s preview is off (302), or the bot is a member.</summary>
    public bool PreviewOff { get; init; }

    public bool HasBot { get; init; }
}
