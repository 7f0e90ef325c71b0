using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>
/// What a bot sees, by getUpdates. The cursor is the highest raw update_id. Asking for the next page makes Telegram forget
/// the one before, so the caller stores each result before it takes the next. One process polls at a time: see <see cref="TokenLease"/>.
/// </summary>
public sealed class TelegramBotCollector(TelegramSettings settings, CrawlerHttp http, TimeProvider clock, TokenLease? lease = null) : ICollector
{
    private const int PageSize = 100;

    /// <summary>Pages in one read: 2,000 updates.</summary>
    private const int MaxPages = 20;

    /// <summary>Named each time, for leaving it out keeps whatever was set before.</summary>
    private static readonly string Allowed = JsonSerializer.Serialize(new[] { "message", "edited_message", "channel_post", "edited_channel_post" });

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.TelegramBot };

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < due.Count; i++)
        {
            if (string.IsNullOrEmpty(settings.BotToken))
            {
                yield return new() { Feed = due[i].Feed, Fault = new(FaultReason.Auth, "no Telegram bot token is set") };
                continue;
            }
            if (i > 0)
            {
                // Two pollers of one token take each other's updates.
                yield return new() { Feed = due[i].Feed, Fault = new(FaultReason.BadAnswer, "one bot, one feed: take this feed out") };
                continue;
            }
            await foreach (var page in PollAsync(due[i], cancellationToken))
                yield return page;
        }
    }

    private async IAsyncEnumerable<Collected> PollAsync(DueFeed due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = long.TryParse(due.Cursor, CultureInfo.InvariantCulture, out var stored) ? stored : null;
        for (var n = 0; n < MaxPages; n++)
        {
            var result = await PageAsync(due.Feed, last, cancellationToken);
            yield return result;
            if (result.Cursor is null || !long.TryParse(result.Cursor, CultureInfo.InvariantCulture, out var reached) || reached == last)
                yield break;
            last = reached;
        }
    }

    private async Task<Collected> PageAsync(Feed feed, long? last, CancellationToken cancellationToken)
    {
        if (lease is not null && await lease.TakeAsync("telegram", settings.BotToken!, cancellationToken) is { } until)
            return new() { Feed = feed, Fault = new(FaultReason.RateLimited, "another process on this record polls the bot; two would take each other's updates", until) };
        var query = string.Create(CultureInfo.InvariantCulture, $"/bot{settings.BotToken}/getUpdates?limit={PageSize}&timeout=0&allowed_updates={Uri.EscapeDataString(Allowed)}{(last is { } id ? $"&offset={id + 1}" : "")}");
        HttpAnswer answer;
        try
        {
            answer = await http.SendAsync(new(new Uri(settings.BotBaseUrl, query)) { FollowRedirects = false, IsPolite = false }, cancellationToken);
        }
        catch (NoAnswerException e)
        {
            return new() { Feed = feed, Fault = new(FaultReason.Unreachable, e.Message) };
        }
        var page = TelegramUpdates.Parse(answer.Body);
        if (page.Error is { } error)
            return new() { Feed = feed, Fault = FaultOf(error) };
        // A gateway answers in HTML.
        if (answer.Fault("Telegram getUpdates") is { } fault)
            return new() { Feed = feed, Fault = fault };
        if (!page.Page.IsReadable)
            return new() { Feed = feed, Fault = new(FaultReason.BadAnswer, "Telegram getUpdates: the answer is no list of updates") };
        return new() { Feed = feed, Posts = page.Page.Posts, Odd = page.Page.Odd, Cursor = page.LastUpdateId?.ToString(CultureInfo.InvariantCulture) };
    }

    private FeedFault FaultOf(TelegramError error)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"Telegram error {error.Code}: {error.Description}");
        return error.Code switch
        {
            429 => new(FaultReason.RateLimited, message, clock.GetUtcNow() + TimeSpan.FromSeconds(error.RetryAfter ?? 60)),
            401 or 403 or 404 => new(FaultReason.Auth, message + " (is the bot's token right?)"),
            409 when error.Description.Contains("webhook", StringComparison.OrdinalIgnoreCase) =>
                new(FaultReason.Auth, message + " (a webhook is set for this bot: call deleteWebhook to poll it, or set Telegram:WebhookSecret to be pushed to)"),
            409 => new(FaultReason.Auth, message + " (another program polls with this token: stop it, or make a bot of its own for it)"),
            >= 500 => new(FaultReason.Unreachable, message),
            _ => new(FaultReason.BadAnswer, message),
        };
    }
}
