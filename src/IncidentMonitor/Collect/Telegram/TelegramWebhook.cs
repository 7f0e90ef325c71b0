using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>
/// The bot's updates as Telegram pushes them, one a request. Telegram repeats what is not answered with 200, so an update that nobody can
/// read is quarantined and answered too; only a record that can't be written earns a repetition.
/// </summary>
internal sealed class TelegramWebhook(TelegramSettings settings, IReadOnlyList<Feed> feeds, IncidentStore store, IncidentFlow flow, TimeProvider clock)
{
    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";
    private const string EventSource = "telegram";

    /// <returns>Status and words of the answer.</returns>
    public async Task<(int Status, string Words)> TakeAsync(string? secret, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(settings.WebhookSecret) || feeds.FirstOrDefault(feed => feed.Kind == FeedKind.TelegramBot) is not { } bot)
        {
            return (404, "no webhook");
        }

        if (string.IsNullOrEmpty(secret) || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(settings.WebhookSecret)))
        {
            return (403, "refused");
        }

        var update = TelegramUpdates.Parse(body);
        var updateId = update.LastUpdateId?.ToString(CultureInfo.InvariantCulture);
        if (updateId is not null && store.KnowsEvent(EventSource, updateId))
        {
            return (200, "ok");
        }

        await flow.TakeAsync(
            [.. update.Page.Posts.Select(post => new Incoming(post, bot.Name, bot.Municipality, IsQuiet: false))],
            update.Page.Odd,
            bot.Name,
            (unit, count) =>
            {
                var now = clock.GetUtcNow();
                unit.FeedFirstRead(bot.Name, now);
                // Should the bot be polled one day, the offset goes on from here.
                unit.FeedRead(bot.Name, update.LastUpdateId > unit.CursorNumber(bot.Name) ? updateId : null, count.Added, update.Page.Odd.Count + count.Refused, now, now + bot.Every);
                if (updateId is not null)
                {
                    unit.TryKeepEvent(EventSource, updateId, now);
                }
            },
            cancellationToken);
        return (200, "ok");
    }
}
