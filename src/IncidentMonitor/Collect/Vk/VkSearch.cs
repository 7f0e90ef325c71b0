using System.Text.Json;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// A phrase in all of VK (newsfeed.search), or on one wall (<c>@wall phrase</c>, wall.search). Of a query only the newest thousand posts can be
/// paged to, so a window with more is cut in halves by time; wall.search knows no time, it is paged down to what is known.
/// </summary>
internal sealed class VkSearch(VkBatch batch, VkSettings settings, TimeProvider clock)
{
    public const string EverywhereMethod = "newsfeed.search";
    public const string WallMethod = "wall.search";

    private const int PageSize = 200;
    private const int WallPageSize = 100;
    private const int Reachable = 1000;

    /// <summary>Requests of one read; a day's quota is about a thousand.</summary>
    private const int MaxRequests = 40;

    private const long ShortestSlice = 60;

    /// <summary>The index lags: posts appear minutes after their time (seconds).</summary>
    private const long Overlap = 1800;

    public static string MethodOf(Feed feed) => feed.Address.TrimStart().StartsWith('@') ? WallMethod : EverywhereMethod;

    public Task<Collected> ReadAsync(DueFeed due, CancellationToken cancellationToken)
    {
        var before = VkCursor.Of(due.Cursor);
        var since = before is null ? (clock.GetUtcNow() - settings.BackFill).ToUnixTimeSeconds() : before.Newest - Overlap;
        return MethodOf(due.Feed) == WallMethod ? WallAsync(due, since, cancellationToken) : EverywhereAsync(due, since, cancellationToken);
    }

    private async Task<Collected> EverywhereAsync(DueFeed due, long since, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var found = new Found(due.Feed);
        var slices = new Stack<(long From, long To)>();
        slices.Push((since, now));
        var requests = 0;
        // Oldest slices first: when the requests run out, the cursor can stand where they did.
        while (slices.Count > 0 && requests < MaxRequests)
        {
            var (from, to) = slices.Pop();
            string? next = null;
            for (var read = 0; read < Reachable;)
            {
                if (requests++ >= MaxRequests)
                    return found.UpTo(from, "its requests of one read are spent");
                var outcome = await batch.RunAsync(Everywhere(due.Feed.Address, from, to, next), cancellationToken);
                if (outcome.Response is not { } response)
                    return found.Count == 0 ? new() { Feed = due.Feed, Fault = outcome.Fault } : found.UpTo(from, null);
                var page = VkParser.Element(response, null, null, false);
                if (next is null && page.Total > Reachable && to - from > ShortestSlice)
                {
                    slices.Push((from + (to - from) / 2, to));
                    slices.Push((from, from + (to - from) / 2));
                    break;
                }
                found.Add(page.Page);
                read += page.Page.Posts.Count;
                // A page may be empty or short and yet not be the last: only the missing token is the end.
                if (page.Page.Next is not { Length: > 0 } further || further == next)
                    break;
                next = further;
            }
        }
        return slices.TryPeek(out var rest) ? found.UpTo(rest.From, null) : found.UpTo(now, null);
    }

    private async Task<Collected> WallAsync(DueFeed due, long since, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var found = new Found(due.Feed);
        for (var offset = 0; offset < MaxRequests * WallPageSize; offset += WallPageSize)
        {
            var outcome = await batch.RunAsync(OnWall(due.Feed.Address, offset), cancellationToken);
            if (outcome.Response is not { } response)
                // Newest come first: what was read stays, and the cursor waits until the rest is read too.
                return found.Count == 0 ? new() { Feed = due.Feed, Fault = outcome.Fault } : found.UpTo(since + Overlap, null);
            var page = VkParser.Element(response, null, null, false);
            found.Add(page.Page);
            var isEmpty = page.Page.Posts.Count + page.Page.Odd.Count == 0;
            if (isEmpty || page.Page.Posts.Any(p => !p.IsPinned && p.PublishedAt?.ToUnixTimeSeconds() < since) || page.Total is { } total && offset + WallPageSize >= total)
                return found.UpTo(now, null);
        }
        return found.UpTo(now, $"posts published after {DateTimeOffset.FromUnixTimeSeconds(since):O} and before {found.Oldest:O} are beyond reach: narrow the phrase");
    }

    private static VkCall Everywhere(string query, long from, long to, string? next)
    {
        var parameters = new Dictionary<string, object> { ["q"] = query, ["count"] = PageSize, ["start_time"] = from, ["end_time"] = to, ["extended"] = 1 };
        if (next is not null)
            parameters["start_from"] = next;
        return new(EverywhereMethod, parameters);
    }

    private static VkCall OnWall(string address, int offset)
    {
        var parts = address.Trim()[1..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parameters = new Dictionary<string, object> { ["query"] = parts.Length > 1 ? parts[1] : "", ["count"] = WallPageSize, ["offset"] = offset, ["extended"] = 1 };
        if (long.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var owner))
            parameters["owner_id"] = owner;
        else
            parameters["domain"] = parts[0];
        return new(WallMethod, parameters);
    }

    /// <summary>What a search has brought so far.</summary>
    private sealed class Found(Feed feed)
    {
        private readonly Dictionary<string, RawPost> posts = [];
        private readonly List<OddItem> odd = [];

        public int Count => posts.Count;

        public DateTimeOffset? Oldest => posts.Values.Min(p => p.PublishedAt);

        public void Add(ParsedPage page)
        {
            foreach (var post in page.Posts)
                posts.TryAdd(post.RecordId, post);
            odd.AddRange(page.Odd);
        }

        /// <param name="reached">Everything published before it has been read (seconds since 1970).</param>
        /// <param name="note">Told to the operator as an odd item.</param>
        public Collected UpTo(long reached, string? note)
        {
            if (note is not null)
                odd.Add(new($"VK search «{feed.Address}»: {note}", JsonSerializer.SerializeToUtf8Bytes(feed.Address)));
            return new() { Feed = feed, Posts = [.. posts.Values], Odd = odd, Cursor = new VkCursor { Newest = reached, HasPosts = posts.Count > 0 }.ToString() };
        }
    }
}
