using System.Globalization;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Posts that are young enough for edits, deletions and comments to be followed. Those that a lively wall has pushed off its first page are
/// asked for by number, a hundred in a call of wall.getById.
/// </summary>
internal static class VkYoung
{
    private const int IdsPerCall = 100;

    /// <summary>Young posts followed on one wall, the newest of them.</summary>
    private const int Most = 500;

    /// <summary>When an unchanged post is worth reading again: half an hour, and ever longer as it ages.</summary>
    public static bool IsDue(VkYoungPost post, DateTimeOffset now)
    {
        var age = now.ToUnixTimeSeconds() - post.D;
        return now.ToUnixTimeSeconds() - post.R >= Math.Max(1800, age / 4);
    }

    public static async Task ReadAsync(IReadOnlyList<VkWallRead> walls, VkBatch batch, VkSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var oldest = (now - settings.CommentsFor).ToUnixTimeSeconds();
        var asked = new List<(VkWallRead Wall, string Owner, string Id)>();
        foreach (var wall in walls)
        {
            var seen = wall.Posts.Select(p => p.Id).ToHashSet();
            foreach (var (id, post) in wall.YoungBefore.Where(y => y.Value.D > oldest && !seen.Contains(y.Key)))
            {
                wall.Young[id] = post;
                if (IsDue(post, now) && wall.Posts.Count > 0)
                    asked.Add((wall, wall.Posts[0].OwnerId, id));
            }
        }
        var calls = asked.Chunk(IdsPerCall).Select(some => (some, Call(some))).ToList();
        foreach (var outcome in calls.Count == 0 ? [] : await batch.RunAsync(calls, cancellationToken))
        {
            if (outcome.Response is not { } response)
                continue;
            var answered = VkParser.Element(response, null, null, false).Page.Posts.Where(p => p.ThreadId is null).ToLookup(p => (p.OwnerId, p.Id));
            foreach (var (wall, owner, id) in outcome.For)
            {
                wall.AddPosts(answered[(owner, id)]);
                if (answered[(owner, id)].All(p => p.IsDeleted))
                    wall.Young.Remove(id);
            }
        }
        foreach (var wall in walls)
            Keep(wall, oldest, now);
    }

    private static VkCall Call((VkWallRead Wall, string Owner, string Id)[] posts) =>
        new("wall.getById", new() { ["posts"] = string.Join(',', posts.Select(p => $"{p.Owner}_{p.Id}")), ["extended"] = 1 });

    private static void Keep(VkWallRead wall, long oldest, DateTimeOffset now)
    {
        foreach (var post in wall.Posts.Where(IsOwn))
        {
            var published = post.PublishedAt!.Value.ToUnixTimeSeconds();
            if (published > oldest)
                wall.Young[post.Id] = wall.YoungBefore.GetValueOrDefault(post.Id) ?? new(published, post.Comments > 0 ? -1 : 0, now.ToUnixTimeSeconds());
        }
        foreach (var id in wall.Young.OrderByDescending(y => y.Value.D).Skip(Most).Select(y => y.Key).ToList())
            wall.Young.Remove(id);
    }

    public static bool IsOwn(RawPost post) => post is { ThreadId: null, IsDeleted: false, PublishedAt: not null } && long.TryParse(post.Id, CultureInfo.InvariantCulture, out _);
}
