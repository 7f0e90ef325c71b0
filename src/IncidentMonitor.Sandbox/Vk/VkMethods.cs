using System.Globalization;
using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.Vk;

/// <summary>The read methods of VK over the town, as it is at the clock's time.</summary>
internal sealed class VkMethods(TownContent town, DateTimeOffset now)
{
    /// <summary>No more than this is reachable through newsfeed.search, however one pages.</summary>
    private const int SearchReach = 1000;

    private readonly VkJson _json = new(town, now);

    /// <exception cref="VkRefusal">The service's error for a call that is wrong.</exception>
    public JsonNode Answer(VkCall call) => call.Method switch
    {
        "wall.get" => WallGet(call),
        "wall.getById" => WallGetById(call),
        "wall.getComments" => WallGetComments(call),
        "wall.search" => WallSearch(call),
        "newsfeed.search" => NewsfeedSearch(call),
        "groups.getById" => GroupsGetById(call),
        _ => throw new VkRefusal(3, "Unknown method passed"),
    };

    private JsonObject WallGet(VkCall call)
    {
        var wall = Wall(call);
        var posts = Posts(wall).Where(p => call.Text("filter") switch
        {
            "owner" => p.Author is null || p.Signed,
            "others" => p.Author is not null && !p.Signed,
            _ => true,
        }).OrderByDescending(p => p.Pinned).ThenByDescending(p => p.Number).ToList();
        return Page(posts.Count, [.. posts.Skip(call.Count("offset", 0, int.MaxValue)).Take(call.Count("count", 20, 100))], call);
    }

    private JsonObject WallGetById(VkCall call)
    {
        var posts = (call.Text("posts") ?? throw VkCall.Invalid("posts")).Split(',')
            .Select(id => town.Items.FirstOrDefault(i => IsPost(i) && id.Trim() == $"{i.Venue.Id}_{i.Number}" && i.At <= now))
            .OfType<TownItem>().ToList();
        var answer = new JsonObject
        {
            ["items"] = new JsonArray([.. posts.Select(p => p.IsVisible(now) ? _json.Post(p) : VkJson.GonePost(p))]),
        };
        return Extended(answer, posts.FindAll(p => p.IsVisible(now)), call);
    }

    private JsonObject WallGetComments(VkCall call)
    {
        var owner = call.Required("owner_id");
        var number = call.Required("post_id");
        var post = town.Items.FirstOrDefault(i => IsPost(i) && i.Venue.Id == owner && i.Number == number && i.IsVisible(now))
            ?? throw new VkRefusal(212, "Access to post comments denied");
        var under = town.Items.Where(i => i.IsComment && i.Post == post).ToList();
        var level = call.Number("comment_id") is { } id ? under.Where(c => c.Parent?.Number == id && c.IsVisible(now))
            // A deleted comment keeps its place while somebody's answer stands under it.
            : under.Where(c => c.Parent is null && (c.IsVisible(now) || (c.IsGone(now) && _json.Answers(c).Any())));
        var sorted = (call.Text("sort") == "desc" ? level.OrderByDescending(c => c.Number) : level.OrderBy(c => c.Number)).ToList();
        var start = call.Number("start_comment_id") is { } from ? Math.Max(0, sorted.FindIndex(c => c.Number == from)) : 0;
        var page = sorted.Skip(start + call.Count("offset", 0, int.MaxValue)).Take(call.Count("count", 10, 100)).ToList();
        var threads = call.Number("comment_id") is null ? call.Count("thread_items_count", 0, 10) : (int?)null;
        var answer = new JsonObject
        {
            ["count"] = under.Count(c => c.IsVisible(now)),
            ["items"] = new JsonArray([.. page.Select(c => _json.Comment(c, threads, call.Flag("need_likes")))]),
            ["current_level_count"] = sorted.Count,
            ["can_post"] = true,
            ["show_reply_button"] = true,
            ["groups_can_post"] = true,
        };
        return Extended(answer, [.. page.Where(c => c.IsVisible(now)), .. page.SelectMany(_json.Answers).Where(_ => threads > 0)], call);
    }

    private JsonObject WallSearch(VkCall call)
    {
        var query = call.Text("query") ?? throw VkCall.Invalid("query");
        var found = Posts(Wall(call)).Where(p => Matches(p, query)).OrderByDescending(p => p.Number).ToList();
        return Page(found.Count, [.. found.Skip(call.Count("offset", 0, int.MaxValue)).Take(call.Count("count", 20, 100))], call);
    }

    private JsonObject NewsfeedSearch(VkCall call)
    {
        var query = call.Text("q") ?? "";
        var end = call.Number("end_time") is { } to ? DateTimeOffset.FromUnixTimeSeconds(to) : now;
        var start = call.Number("start_time") is { } since ? DateTimeOffset.FromUnixTimeSeconds(since) : end.AddDays(-1);
        var found = town.Items.Where(i => IsPost(i) && i.IsVisible(now) && i.At >= start && i.At <= end && Matches(i, query))
            .OrderByDescending(i => i.At).ThenByDescending(i => i.Venue.Id).Take(SearchReach).ToList();
        var from = After(found, call.Text("start_from"));
        var page = found.Skip(from).Take(call.Count("count", 30, 200)).ToList();
        var answer = new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(p => _json.Post(p))]),
            ["count"] = found.Count,
            ["total_count"] = found.Count,
        };
        if (from + page.Count < found.Count && page.Count > 0)
        {
            answer["next_from"] = string.Create(CultureInfo.InvariantCulture, $"{from + page.Count}/{page[^1].Venue.Id}_{page[^1].Number}");
        }

        return Extended(answer, page, call);
    }

    private JsonObject GroupsGetById(VkCall call)
    {
        var wanted = (call.Text("group_ids") ?? call.Text("group_id") ?? throw VkCall.Invalid("group_ids")).Split(',');
        var groups = wanted.Select(w => town.Venues.FirstOrDefault(v => v is { Kind: VenueKind.VkWall, Id: < 0 }
            && (v.ScreenName == w.Trim() || (-v.Id).ToString(CultureInfo.InvariantCulture) == w.Trim()))).OfType<TownVenue>().ToList();
        return groups.Count == 0
            ? throw VkCall.Invalid("group_ids")
            : new JsonObject { ["groups"] = new JsonArray([.. groups.Select(VkJson.Group)]), ["profiles"] = new JsonArray() };
    }

    private TownVenue Wall(VkCall call)
    {
        var venue = call.Text("domain") is { } domain && call.Text("owner_id") is null
            ? town.Venues.FirstOrDefault(v => v.Kind == VenueKind.VkWall && v.ScreenName == domain)
            : town.Venues.FirstOrDefault(v => v.Kind == VenueKind.VkWall && v.Id == call.Required("owner_id"));
        return venue ?? throw new VkRefusal(15, "Access denied: this wall available only for community members");
    }

    private IEnumerable<TownItem> Posts(TownVenue wall) => town.In(wall).Where(i => IsPost(i) && i.IsVisible(now));

    private static bool IsPost(TownItem item) => item.Venue.Kind == VenueKind.VkWall && !item.IsComment;

    /// <summary>Every word of the query, its ending left open; a word of its own with a minus excludes.</summary>
    private bool Matches(TownItem item, string query) => query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        item.TextAt(now).Contains(Stem(word.TrimStart('-')), StringComparison.OrdinalIgnoreCase) != word.StartsWith('-'));

    private static string Stem(string word) => word.Length > 5 ? word[..^2] : word;

    private static int After(List<TownItem> found, string? startFrom)
    {
        if (startFrom is null)
        {
            return 0;
        }

        var key = startFrom[(startFrom.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return found.FindIndex(i => $"{i.Venue.Id}_{i.Number}" == key) is >= 0 and var index ? index + 1 : throw VkCall.Invalid("start_from");
    }

    private JsonObject Page(int count, List<TownItem> posts, VkCall call) => Extended(
        new JsonObject { ["count"] = count, ["items"] = new JsonArray([.. posts.Select(p => _json.Post(p))]) }, posts, call);

    private static JsonObject Extended(JsonObject answer, List<TownItem> items, VkCall call)
    {
        if (call.Flag("extended"))
        {
            answer["profiles"] = VkJson.Profiles(items);
            answer["groups"] = VkJson.Groups(items);
        }

        return answer;
    }
}
