using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// VK's Callback API. VK repeats an event until it hears "ok" and gives up on an address that answers anything else, so "ok" is said to
/// every genuine event, once it is in the record.
/// </summary>
internal sealed class VkCallback(IReadOnlyDictionary<string, VkCommunity> communities, IReadOnlyList<Feed> feeds, IncidentStore store, IncidentFlow flow, TimeProvider clock)
{
    private const string EventSource = "vk";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <returns>Status and words of the answer.</returns>
    public async Task<(int Status, string Words)> TakeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var document = Read(body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } update || update.Long("group_id") is not { } group)
        {
            return (400, "no event");
        }

        var address = group.ToString(CultureInfo.InvariantCulture);
        if (!communities.TryGetValue(address, out var community) || string.IsNullOrEmpty(community.Secret) || FeedOf(address) is not { } feed)
        {
            return (404, "unknown community");
        }

        var secret = update.Text("secret");
        if (update.Text("type") == "confirmation")
        {
            // VK may ask before it knows the secret.
            return (secret is null || IsSame(secret, community.Secret)) && community.Confirmation is { Length: > 0 } words ? (200, words) : (403, "refused");
        }

        if (secret is null || !IsSame(secret, community.Secret))
        {
            return (403, "refused");
        }

        var eventId = update.Text("event_id") is { Length: > 0 and <= 100 } named ? $"{address}:{named}" : null;
        if (eventId is null || !store.KnowsEvent(EventSource, eventId))
        {
            await StoreAsync(feed, update, eventId, cancellationToken);
        }

        return (200, "ok");
    }

    private async Task StoreAsync(Feed feed, JsonElement update, string? eventId, CancellationToken cancellationToken)
    {
        var post = VkEvents.Parse(update, store.TextOf, out var odd);
        if (post is null && odd is null)
        {
            return;
        }

        await flow.TakeAsync(
            post is null ? [] : [new Incoming(post, feed.Name, feed.Municipality, IsQuiet: false)],
            odd is null ? [] : [odd],
            feed.Name,
            (unit, count) =>
            {
                var now = clock.GetUtcNow();
                unit.FeedFirstRead(feed.Name, now);
                unit.FeedRead(feed.Name, null, count.Added, (odd is null ? 0 : 1) + count.Refused, now, now + feed.Every);
                if (eventId is not null)
                {
                    unit.TryKeepEvent(EventSource, eventId, now);
                }
            },
            cancellationToken);
    }

    private Feed? FeedOf(string group) => feeds.FirstOrDefault(feed => feed.Kind == FeedKind.VkCommunity && feed.Address.Trim().TrimStart('-') == group);

    private static JsonDocument? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSame(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
