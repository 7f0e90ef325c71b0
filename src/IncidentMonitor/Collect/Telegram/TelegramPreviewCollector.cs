using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>
/// Public channels by their preview pages. Each read takes the newest page, so that edits are seen, and goes back until
/// it meets what it knows; the first read goes back through the back-fill window. What it does not get to within its pages is a gap that the
/// next read goes on with.
/// </summary>
public sealed class TelegramPreviewCollector(TelegramSettings settings, CrawlerHttp http, TimeProvider clock) : ICollector
{
    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.TelegramChannel };

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var feed in due)
        {
            await foreach (var result in ReadAsync(feed, cancellationToken))
                yield return result;
        }
    }

    private async IAsyncEnumerable<Collected> ReadAsync(DueFeed due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = Cursor.Of(due.Cursor);
        var known = cursor?.Newest;
        // The older gap, if there is one, begins where the way down from the newest page ends.
        var gap = cursor?.Gap;
        var way = new Gap(0, known, known is null ? clock.GetUtcNow() - settings.BackFill : null);
        var isInGap = false;
        var seen = new HashSet<string>();
        long? before = null;
        long newest = known ?? 0;
        for (var n = 0; n < settings.MaxPages; n++)
        {
            var (page, fault) = await PageAsync(due.Feed, before, cancellationToken);
            if (fault is not null)
            {
                yield return new() { Feed = due.Feed, Fault = fault };
                yield break;
            }
            var fresh = page!.Posts.Where(p => seen.Add(p.RecordId)).ToList();
            newest = fresh.Select(IdOf).Append(newest).Max();
            var next = Older(page, fresh, before);
            var bottom = isInGap ? gap! : way;
            var isThrough = next is null || fresh.Exists(p => bottom.After is { } id ? IdOf(p) <= id : p.PublishedAt < bottom.Since);
            if (isThrough && !isInGap && gap is not null && next is not null)
                (isInGap, isThrough, next) = (true, false, Math.Min(next.Value, gap.Before));
            var isLast = isThrough || n + 1 == settings.MaxPages;
            // Left of this way down, together with the older gap below it.
            var left = isThrough ? isInGap ? null : gap : isInGap || gap is null ? bottom with { Before = next!.Value } : gap with { Before = next!.Value };
            // Pages run from new to old: the cursor may move only with the last, or a crash would leave a gap.
            yield return new() { Feed = due.Feed, Posts = fresh, Odd = page.Odd, Cursor = isLast ? new Cursor(newest, left).ToString() : null };
            if (isLast)
                yield break;
            before = next;
        }
    }

    /// <summary>The page's own link; it can be missing in the middle of a channel, then the smallest number seen serves.</summary>
    private static long? Older(ParsedPage page, List<RawPost> fresh, long? before)
    {
        if (fresh.Count == 0)
            return null;
        var least = fresh.Min(IdOf);
        var next = page.Next is { } link && long.TryParse(link, CultureInfo.InvariantCulture, out var linked) ? Math.Min(linked, least) : least;
        return next > 1 && (before is null || next < before) ? next : null;
    }

    private async Task<(ParsedPage? Page, FeedFault? Fault)> PageAsync(Feed feed, long? before, CancellationToken cancellationToken)
    {
        var name = feed.Address.Trim().TrimStart('@');
        if (name.LastIndexOf('/') is >= 0 and var slash)
            name = name[(slash + 1)..];
        var query = string.Create(CultureInfo.InvariantCulture, $"/s/{Uri.EscapeDataString(name)}{(before is { } id ? $"?before={id}" : "")}");
        HttpAnswer answer;
        try
        {
            answer = await http.SendAsync(new(new Uri(settings.PreviewBaseUrl, query)) { FollowRedirects = false }, cancellationToken);
        }
        catch (NoAnswerException e)
        {
            return (null, new(FaultReason.Unreachable, e.Message));
        }
        if ((int)answer.Status is >= 300 and < 400)
            return (null, new(FaultReason.Gone, $"channel {name}: its preview is off, or it is a group or private"));
        if (answer.Fault($"channel {name}") is { } fault)
            return (null, fault);
        var page = TelegramPreview.Parse(answer.Body, answer.Charset);
        if (!page.IsReadable)
            return (null, new(FaultReason.BadAnswer, $"channel {name}: the answer is no page of Telegram"));
        // An unknown name gets a page too, but one without a channel on it.
        if (page.Posts.Count == 0 && before is null && answer.Body.AsSpan().IndexOf("tgme_channel_info"u8) < 0)
            return (null, new(FaultReason.Gone, $"channel {name}: Telegram knows no such channel"));
        return (page, null);
    }

    private static long IdOf(RawPost post) => long.Parse(post.Id, CultureInfo.InvariantCulture);

    /// <summary>A stretch still to be read: from below one number down to another, or to a time on the first read.</summary>
    private sealed record Gap(long Before, long? After, DateTimeOffset? Since);

    private sealed record Cursor(long Newest, Gap? Gap = null)
    {
        public static Cursor? Of(string? json)
        {
            try
            {
                return json is null ? null : JsonSerializer.Deserialize<Cursor>(json);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public override string ToString() => JsonSerializer.Serialize(this);
    }
}
