using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Posts by wall.getById, a hundred a call; comments by wall.getComments, a post's together. VK leaves out what it will not show, whatever
/// the reason: so a wall with a missing post is asked whether it can be read at all.
/// </summary>
/// <param name="open">A batch of calls that pays from the same purse as the reading of walls.</param>
internal sealed class VkRecheck(Func<CancellationToken, Task<VkBatch>> open) : IRecheck
{
    private const int PostsPerCall = 100;

    /// <summary>Lists of comments of one look: their calls compete with the reading of new comments.</summary>
    private const int MaxLevels = 15;

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.VkWall, FeedKind.VkSearch, FeedKind.VkCommunity };

    public int AtOnce => 2 * PostsPerCall;

    public async Task<IReadOnlyList<Rechecked>> RecheckAsync(IReadOnlyList<PostPlace> posts, CancellationToken cancellationToken)
    {
        var batch = await open(cancellationToken);
        var readable = posts.Where(p => Number(p.OwnerId) is not null && Number(p.Number) is not null && (p.ThreadId is null || Number(p.ThreadId) is not null)).ToList();
        var found = posts.Except(readable).Select(p => new Rechecked(p, Finding.OutOfReach)).ToList();
        found.AddRange(await PostsAsync(batch, [.. readable.Where(p => p.ThreadId is null)], cancellationToken));
        found.AddRange(await CommentsAsync(batch, [.. readable.Where(p => p.ThreadId is not null)], cancellationToken));
        return found;
    }

    private static async Task<List<Rechecked>> PostsAsync(VkBatch batch, List<PostPlace> posts, CancellationToken cancellationToken)
    {
        var found = new List<Rechecked>();
        var calls = posts.Chunk(PostsPerCall).Select(some => (For: some, Call: new VkCall("wall.getById", new() { ["posts"] = string.Join(',', some.Select(p => $"{p.OwnerId}_{p.Number}")) }))).ToList();
        foreach (var outcome in await batch.RunAsync(calls, cancellationToken))
        {
            var seen = outcome.Response is { } response
                ? VkParser.Element(response, null, null, false).Page.Posts.GroupBy(p => (p.OwnerId, p.Id)).ToDictionary(g => g.Key, g => g.First())
                : null;
            found.AddRange(outcome.For.Select(place => seen is null ? new Rechecked(place, Finding.Unknown)
                : seen.TryGetValue((place.OwnerId, place.Number), out var post) && !post.IsDeleted ? new Rechecked(place, Finding.Seen, post)
                : new Rechecked(place, Finding.Missing)));
        }
        return await DoubtAsync(batch, found, cancellationToken);
    }

    /// <summary>What is missing on a wall that can't be read is not known to be gone.</summary>
    private static async Task<List<Rechecked>> DoubtAsync(VkBatch batch, List<Rechecked> found, CancellationToken cancellationToken)
    {
        var owners = found.Where(f => f.Finding == Finding.Missing).Select(f => f.Place.OwnerId).Distinct().ToList();
        if (owners.Count == 0)
            return found;
        var calls = owners.Select(owner => (For: owner, Call: new VkCall("wall.get", new() { ["owner_id"] = Number(owner)!.Value, ["count"] = 1 }))).ToList();
        var open = (await batch.RunAsync(calls, cancellationToken)).Where(o => o.Response is not null).Select(o => o.For).ToHashSet();
        return [.. found.Select(f => f.Finding == Finding.Missing && !open.Contains(f.Place.OwnerId) ? f with { Finding = Finding.Unknown } : f)];
    }

    private static async Task<List<Rechecked>> CommentsAsync(VkBatch batch, List<PostPlace> comments, CancellationToken cancellationToken)
    {
        var levels = comments.GroupBy(c => (c.OwnerId, c.ThreadId, c.TopComment)).ToList();
        // What is beyond the budget waits for the next look; it has been waiting longest then.
        var calls = levels.Take(MaxLevels).Select(level => (For: level.OrderBy(c => Number(c.Number)).ToList(), Call: Call(level.Key, level.Min(c => Number(c.Number))!.Value))).ToList();
        var found = new List<Rechecked>();
        foreach (var outcome in await batch.RunAsync(calls, cancellationToken))
        {
            if (outcome.Response is not { } response)
            {
                found.AddRange(outcome.For.Select(c => new Rechecked(c, Finding.Unknown)));
                continue;
            }
            var items = response.List("items").Where(i => i.Long("id") is not null).ToList();
            var reached = items.Count < PostsPerCall ? long.MaxValue : items.Max(i => i.Long("id")!.Value);
            found.AddRange(outcome.For.Where(c => Number(c.Number) <= reached).Select(c => Found(c, items)));
        }
        return found;
    }

    private static Rechecked Found(PostPlace place, List<JsonElement> items)
    {
        var number = Number(place.Number);
        var item = items.Find(i => i.Long("id") == number);
        if (item.ValueKind != JsonValueKind.Object || item.Flag("deleted") || item.Flag("is_deleted"))
            return new(place, Finding.Missing);
        return VkPost.Comment(item, new VkNames(), (Number(place.OwnerId)!.Value, Number(place.ThreadId!)!.Value), context: null) is { } post
            ? new(place, Finding.Seen, post)
            : new(place, Finding.Present);
    }

    private static VkCall Call((string OwnerId, string? ThreadId, string? TopComment) level, long first)
    {
        var parameters = new Dictionary<string, object>
        {
            ["owner_id"] = Number(level.OwnerId)!.Value,
            ["post_id"] = Number(level.ThreadId!)!.Value,
            ["start_comment_id"] = first,
            ["count"] = PostsPerCall,
            ["sort"] = "asc",
            ["need_likes"] = 1,
        };
        if (Number(level.TopComment ?? "") is { } top)
            parameters["comment_id"] = top;
        return new("wall.getComments", parameters);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
