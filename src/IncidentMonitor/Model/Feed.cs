namespace IncidentMonitor.Model;

/// <summary>One door of one source: a community's wall, a search phrase, a bot, a public channel, a news feed.</summary>
public sealed record Feed
{
    /// <summary>Unique in the configuration; names the cursor, so renaming a feed starts it anew.</summary>
    public required string Name { get; init; }

    public required FeedKind Kind { get; init; }

    /// <summary>vk-wall: "-123" or a short name; vk-community: its group id; vk-search: the query; telegram-channel: its name; telegram-bot: the bot's label; news: the feed's URL.</summary>
    public required string Address { get; init; }

    /// <summary>Home of the feed: where its posts belong while nothing better is known. Null: none.</summary>
    public string? Municipality { get; init; }

    /// <summary>Shortest time between two reads.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Read comments too (VK).</summary>
    public bool Comments { get; init; } = true;

    public SourceKind Source => Kind switch
    {
        FeedKind.VkWall or FeedKind.VkSearch or FeedKind.VkCommunity => SourceKind.Vk,
        FeedKind.TelegramBot or FeedKind.TelegramChannel => SourceKind.Telegram,
        _ => SourceKind.News,
    };
}

/// <summary>What a feed's address means.</summary>
public enum FeedKind
{
    VkWall,
    VkSearch,
    TelegramBot,
    TelegramChannel,
    News,

    /// <summary>Events of a community whose owner gave access.</summary>
    VkCommunity,
}
