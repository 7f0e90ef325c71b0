namespace IncidentMonitor.Collect.Telegram;

/// <summary>Access to Telegram: a bot, and public channels without one.</summary>
public sealed record TelegramSettings
{
    /// <summary>From @BotFather; without one the bot is off, public channels work anyway.</summary>
    public string? BotToken { get; init; }

    /// <summary>
    /// Set: Telegram pushes the bot's updates to /hooks/telegram with this secret, and the bot is not polled. 16 to 256 of A-Z a-z 0-9 _ -.
    /// </summary>
    public string? WebhookSecret { get; init; }

    public Uri BotBaseUrl { get; init; } = new("https://api.telegram.org");
    public Uri PreviewBaseUrl { get; init; } = new("https://t.me");

    /// <summary>How far back the first read of a channel goes.</summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Preview pages of one channel in one read, at most; a page holds about 20 posts.</summary>
    public int MaxPages { get; init; } = 50;
}
