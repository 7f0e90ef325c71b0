using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Comments under young posts, threads included. A post is read again when its number of comments changed, and from time to time in any case:
/// only a new reading shows edits and deletions.
/// </summary>
internal static class VkComments
{
    private const int PageSize = 100;

    /// <summary>What the service gives along with a comment.</summary>
    private const int ThreadItems = 10;

    private const int MaxPosts = 200;
    private const int MaxRounds = 20;

    /// <summary>Calls that fail leave the post marked as unread: its turn comes with the wall's next read, and the posts are not held up.</summary>
    public static async Task ReadAsync(IEnumerable<VkWallRead> walls, VkBatch batch, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var open = walls.SelectMany(wall => Worth(wall, now)).ToList();
        for (var round = 0; round < MaxRounds && open.Count > 0; round++)
        {
            var outcomes = await batch.RunAsync([.. open.Select(level => (level, level.Call()))], cancellationToken);
            open.Clear();
            foreach (var outcome in outcomes)
            {
                var level = outcome.For;
                var young = level.Wall.Young[level.Post.Id];
                if (outcome.Response is not { } response)
                {
                    // Comments may be closed while the wall is open: that is an answer too.
                    var isAnswer = !VkFaults.ConcernsAll(outcome.Fault!);
                    level.Wall.Young[level.Post.Id] = isAnswer ? young with { C = level.Post.Comments ?? 0, R = now.ToUnixTimeSeconds() } : young with { C = -1 };
                    continue;
                }
                var page = VkParser.Element(response, level.Place, level.Post.Text, true);
                level.Wall.AddComments(Placed(page.Page, level));
                if (level.IsFirst)
                    level.Wall.Young[level.Post.Id] = young with { C = level.Post.Comments ?? 0, R = now.ToUnixTimeSeconds() };
                open.AddRange(level.More(response, page));
            }
        }
        foreach (var level in open)
            level.Wall.Young[level.Post.Id] = level.Wall.Young[level.Post.Id] with { C = -1 };
    }

    private static IEnumerable<Level> Worth(VkWallRead wall, DateTimeOffset now)
    {
        var read = 0;
        foreach (var post in wall.Posts.Where(VkYoung.IsOwn).OrderByDescending(p => p.PublishedAt))
        {
            if (!wall.Young.TryGetValue(post.Id, out var young))
                continue;
            var count = post.Comments ?? 0;
            if (count == 0 && young.C <= 0 || !wall.Due.Feed.Comments)
                wall.Young[post.Id] = young with { C = 0, R = now.ToUnixTimeSeconds() };
            else if ((count != young.C || VkYoung.IsDue(young, now)) && read++ < MaxPosts)
                yield return new(wall, post, null, 0);
        }
    }

    /// <summary>The rest of a thread does not say which comment it hangs on.</summary>
    private static ParsedPage Placed(ParsedPage page, Level level) => level.Thread is not { } thread
        ? page
        : page with { Posts = [.. page.Posts.Select(c => c.ParentId is null ? c with { ParentId = thread.ToString(CultureInfo.InvariantCulture) } : c)] };

    /// <summary>A list of comments to be paged: a post's, or a thread's rest.</summary>
    private sealed record Level(VkWallRead Wall, RawPost Post, long? Thread, int Offset)
    {
        public bool IsFirst => Thread is null && Offset == 0;

        public (long Owner, long Post) Place => (long.Parse(Post.OwnerId, CultureInfo.InvariantCulture), long.Parse(Post.Id, CultureInfo.InvariantCulture));

        public VkCall Call()
        {
            var parameters = new Dictionary<string, object>
            {
                ["owner_id"] = Place.Owner,
                ["post_id"] = Place.Post,
                ["count"] = PageSize,
                ["offset"] = Offset,
                ["sort"] = "asc",
                ["need_likes"] = 1,
                ["extended"] = 1,
            };
            if (Thread is { } comment)
                parameters["comment_id"] = comment;
            else
                parameters["thread_items_count"] = ThreadItems;
            return new("wall.getComments", parameters);
        }

        public IEnumerable<Level> More(JsonElement response, VkPage page)
        {
            var top = response.Field("current_level_count")?.AsLong() ?? response.Long("count") ?? 0;
            if (page.Page.Posts.Count + page.Page.Odd.Count > 0 && Offset + PageSize < top)
                yield return this with { Offset = Offset + PageSize };
            foreach (var item in response.List("items"))
            {
                if (item.Object("thread") is { } thread && item.Long("id") is { } id && thread.List("items").Count() is var given && thread.Long("count") > given)
                    yield return new(Wall, Post, id, 0);
            }
        }
    }
}
