using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.Vk;

/// <summary>The town's items in VK's shapes (API 5.199).</summary>
internal sealed class VkJson(TownContent town, DateTimeOffset now)
{
    /// <summary>A post as wall.get gives it.</summary>
    /// <param name="deep">False inside copy_history, which carries no counters.</param>
    public JsonObject Post(TownItem item, bool deep = true)
    {
        var owner = item.Venue.Id;
        var author = item.Author is null || item.Signed ? owner : TownPeople.IdOf(item.Author);
        var post = new JsonObject
        {
            ["inner_type"] = "wall_wallpost",
            ["type"] = "post",
            ["post_type"] = "post",
            ["id"] = item.Number,
            ["owner_id"] = owner,
            ["from_id"] = author,
            ["date"] = item.At.ToUnixTimeSeconds(),
            ["text"] = Escape(item.TextAt(now)),
            ["attachments"] = Attachments(item),
        };
        if (item.Signed)
        {
            post["signer_id"] = TownPeople.IdOf(item.Author!);
        }

        if (item.With.FirstOrDefault(w => w.StartsWith("geo ", StringComparison.Ordinal)) is { } geo)
        {
            post["geo"] = new JsonObject { ["type"] = "point", ["coordinates"] = geo[4..].Replace(',', ' ') };
        }

        if (!deep)
        {
            return post;
        }

        if (item.IsEdited(now))
        {
            post["edited"] = item.EditedAt!.Value.ToUnixTimeSeconds();
        }

        if (item.RepostOf is { } origin)
        {
            post["copy_history"] = new JsonArray(Post(origin, deep: false));
        }

        if (item.Pinned)
        {
            post["is_pinned"] = 1;
        }

        post["marked_as_ads"] = item.Ad ? 1 : 0;
        post["post_source"] = new JsonObject { ["type"] = item.Author is null ? "vk" : "mvk" };
        post["comments"] = new JsonObject
        {
            ["can_post"] = 1,
            ["groups_can_post"] = true,
            ["count"] = town.Items.Count(i => i.IsComment && i.Post == item && i.IsVisible(now)),
        };
        post["likes"] = Likes(item);
        post["reposts"] = new JsonObject { ["count"] = item.Reposts(now), ["user_reposted"] = 0 };
        post["views"] = new JsonObject { ["count"] = item.Views(now) };
        return post;
    }

    /// <summary>The trace that getById shows of a post its author took away.</summary>
    public static JsonObject GonePost(TownItem item) => new()
    {
        ["inner_type"] = "wall_wallpost",
        ["id"] = item.Number,
        ["owner_id"] = item.Venue.Id,
        ["is_deleted"] = true,
        ["deleted_reason"] = "Запись удалена",
    };

    /// <summary>A comment; a deleted one that has answers keeps its place without author and text, against the schema.</summary>
    /// <param name="threadItems">How many answers ride along, 0–10; null for an answer itself.</param>
    public JsonObject Comment(TownItem item, int? threadItems, bool likes)
    {
        var comment = new JsonObject { ["id"] = item.Number };
        if (item.IsGone(now))
        {
            comment["date"] = item.At.ToUnixTimeSeconds();
            comment["deleted"] = true;
        }
        else
        {
            comment["from_id"] = item.Author is null ? item.Venue.Id : TownPeople.IdOf(item.Author);
            comment["date"] = item.At.ToUnixTimeSeconds();
            comment["text"] = Mention(item) + Escape(item.TextAt(now));
            comment["can_edit"] = 0;
            if (item.With.Count > 0)
            {
                comment["attachments"] = Attachments(item);
            }

            if (likes)
            {
                comment["likes"] = Likes(item);
            }
        }

        comment["post_id"] = item.Post!.Number;
        comment["owner_id"] = item.Venue.Id;
        comment["parents_stack"] = item.Parent is null ? [] : new JsonArray(item.Parent.Number);
        if (item.Parent is { } parent)
        {
            comment["reply_to_comment"] = parent.Number;
            comment["reply_to_user"] = parent.Author is null ? parent.Venue.Id : TownPeople.IdOf(parent.Author);
        }

        if (threadItems is { } some)
        {
            var answers = Answers(item).ToList();
            comment["thread"] = new JsonObject
            {
                ["count"] = answers.Count,
                ["items"] = new JsonArray([.. answers.Take(some).Select(a => Comment(a, null, likes))]),
                ["can_post"] = true,
                ["show_reply_button"] = true,
                ["groups_can_post"] = true,
            };
        }

        return comment;
    }

    public IEnumerable<TownItem> Answers(TownItem comment) => town.Items.Where(i => i.Parent == comment && i.IsVisible(now));

    public static JsonArray Profiles(IEnumerable<TownItem> items) => new([.. items
        .SelectMany(i => new[] { i.Author, i.RepostOf?.Author })
        .OfType<string>().Distinct(StringComparer.Ordinal).Select(Profile)]);

    public static JsonObject Profile(string name)
    {
        var (first, last) = TownPeople.Split(name);
        return new JsonObject
        {
            ["id"] = TownPeople.IdOf(name),
            ["first_name"] = first,
            ["last_name"] = last,
            ["can_access_closed"] = true,
            ["is_closed"] = false,
        };
    }

    public static JsonArray Groups(IEnumerable<TownItem> items) => new([.. items
        .SelectMany(i => new[] { i.Venue, i.RepostOf?.Venue }).OfType<TownVenue>()
        .Where(v => v is { Kind: VenueKind.VkWall, Id: < 0 }).Distinct().Select(Group)]);

    public static JsonObject Group(TownVenue venue) => new()
    {
        ["id"] = -venue.Id,
        ["name"] = venue.Title,
        ["screen_name"] = venue.ScreenName,
        ["is_closed"] = 0,
        ["type"] = "group",
        ["members_count"] = venue.Audience,
        ["description"] = venue.About,
        ["photo_50"] = $"https://img.example.org/community/{-venue.Id}_50.jpg",
        ["photo_100"] = $"https://img.example.org/community/{-venue.Id}_100.jpg",
        ["photo_200"] = $"https://img.example.org/community/{-venue.Id}_200.jpg",
    };

    private JsonObject Likes(TownItem item) => new()
    {
        ["can_like"] = 1,
        ["count"] = item.Likes(now),
        ["user_likes"] = 0,
    };

    private static JsonArray Attachments(TownItem item) => new([.. item.With.Select((w, i) => Attachment(item, w, i)).OfType<JsonNode>()]);

    private static JsonObject? Attachment(TownItem item, string what, int index)
    {
        var id = 457_000_000 + (item.Number * 10) + index;
        return what.Split(' ')[0] switch
        {
            "photo" => With("photo", new JsonObject
            {
                ["id"] = id,
                ["owner_id"] = item.Venue.Id,
                ["album_id"] = -7,
                ["date"] = item.At.ToUnixTimeSeconds(),
                ["text"] = "",
                ["access_key"] = $"{id:x}",
                ["sizes"] = new JsonArray(Size("s", 75, 56, id), Size("x", 604, 453, id), Size("z", 1280, 960, id)),
            }),
            "video" => With("video", new JsonObject
            {
                ["id"] = id,
                ["owner_id"] = item.Venue.Id,
                ["title"] = "Видео",
                ["duration"] = 14 + (item.Number % 40),
                ["date"] = item.At.ToUnixTimeSeconds(),
                ["can_add"] = 1,
            }),
            "poll" => With("poll", new JsonObject
            {
                ["id"] = id,
                ["owner_id"] = item.Venue.Id,
                ["created"] = item.At.ToUnixTimeSeconds(),
                ["question"] = what["poll".Length..].Trim(),
                ["votes"] = item.Number % 90,
                ["answers"] = new JsonArray(
                    new JsonObject { ["id"] = 1, ["text"] = "Да", ["votes"] = item.Number % 60, ["rate"] = 66 },
                    new JsonObject { ["id"] = 2, ["text"] = "Нет", ["votes"] = item.Number % 30, ["rate"] = 34 }),
            }),
            "link" => With("link", new JsonObject
            {
                ["url"] = what[5..],
                ["title"] = item.Venue.Title,
                ["description"] = "",
            }),
            "sticker" => With("sticker", new JsonObject { ["sticker_id"] = 9000 + (item.Number % 40), ["product_id"] = 279 }),
            _ => null,
        };
    }

    private static JsonObject With(string type, JsonObject body) => new() { ["type"] = type, [type] = body };

    private static JsonObject Size(string type, int width, int height, int id) => new()
    {
        ["type"] = type,
        ["width"] = width,
        ["height"] = height,
        ["url"] = $"https://img.example.org/town/{id}_{type}.jpg",
    };

    /// <summary>VK writes whom an answer is meant for into its text.</summary>
    private static string Mention(TownItem item) => item.Parent is not { } parent ? ""
        : parent.Author is { } name ? $"[id{TownPeople.IdOf(name)}|{TownPeople.Split(name).First}], "
        : $"[club{-parent.Venue.Id}|{parent.Venue.Title}], ";

    /// <summary>Texts come with HTML entities.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");
}
