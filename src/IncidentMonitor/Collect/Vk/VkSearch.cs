using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// newsfeed.search. Of a query only the newest thousand can be paged to, so a window with more is cut in halves by time.
/// </summary>
internal sealed class VkSearch(VkClient client, VkSettings settings, TimeProvider clock)
{
    private const int PageSize = 200;
    private const int Reachable = 1000;

    /// <summary>Requests of one read; a day's quota is about a thousand.</summary>
    private const int MaxRequests = 40;

    private const long ShortestSlice = 60;

    /// <summary>The index lags: posts appear minutes after their time (seconds).</summary>
    private const long Overlap = 1800;

    public async Task<Collected> ReadAsync(DueFeed due, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = VkCursor.Of(due.Cursor);
        var posts = new Dictionary<string, RawPost>();
        var odd = new List<OddItem>();
        var slices = new Stack<(long From, long To)>();
        slices.Push((before is null ? (now - settings.BackFill).ToUnixTimeSeconds() : before.Newest - Overlap, now.ToUnixTimeSeconds()));
        var requests = 0;
        try
        {
            // Oldest slices first: when the requests run out, the cursor can stand where they did.
            while (slices.Count > 0 && requests < MaxRequests)
            {
                var (from, to) = slices.Pop();
                string? next = null;
                for (var read = 0; read < Reachable && requests < MaxRequests;)
                {
                    var page = await PageAsync(due.Feed.Address, from, to, next, cancellationToken);
                    requests++;
                    if (next is null && page.Total > Reachable && to - from > ShortestSlice)
                    {
                        slices.Push((from + (to - from) / 2, to));
                        slices.Push((from, from + (to - from) / 2));
                        break;
                    }
                    foreach (var post in page.Page.Posts)
                        posts.TryAdd(post.RecordId, post);
                    odd.AddRange(page.Page.Odd);
                    read += page.Page.Posts.Count;
                    // A page may be empty or short and yet not be the last: only the missing token is the end.
                    if (page.Page.Next is not { Length: > 0 } further || further == next)
                        break;
                    next = further;
                }
            }
        }
        catch (VkException e)
        {
            return new() { Feed = due.Feed, Fault = e.Fault };
        }
        var reached = slices.TryPeek(out var rest) ? rest.From : now.ToUnixTimeSeconds();
        return new() { Feed = due.Feed, Posts = [.. posts.Values], Odd = odd, Cursor = new VkCursor { Newest = reached }.ToString() };
    }

    private async Task<VkPage> PageAsync(string query, long from, long to, string? next, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, object> { ["q"] = query, ["count"] = PageSize, ["start_time"] = from, ["end_time"] = to, ["extended"] = 1 };
        if (next is not null)
            parameters["start_from"] = next;
        var answer = await client.CallAsync(new("newsfeed.search", parameters), cancellationToken);
        var page = VkParser.Element(answer.Response, null, null, false);
        return page;
    }
}
