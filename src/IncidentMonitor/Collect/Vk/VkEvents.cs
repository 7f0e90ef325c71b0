using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Events of a community, as the Callback API pushes and Long Poll hands them out: the same objects. There is none for an edited or a
/// deleted post: the wall's own reading and the re-check see those.
/// </summary>
internal static class VkEvents
{
    /// <summary>The post of an event; null with <paramref name="odd"/> set when it could not be read, null alone when the event is none of ours.</summary>
    /// <param name="textOf">Text of a stored post by its id: a comment is classified by what it answers, and the event doesn't say that.</param>
    public static RawPost? Parse(JsonElement update, Func<string, string?>? textOf, out OddItem? odd)
    {
        odd = null;
        var type = update.Text("type");
        if (type is not ("wall_post_new" or "wall_reply_new" or "wall_reply_edit" or "wall_reply_restore" or "wall_reply_delete"))
        {
            return null;
        }

        try
        {
            var post = update.Object("object") is not { } item ? null : type switch
            {
                "wall_post_new" => VkPost.Wall(item, new VkNames()),
                "wall_reply_delete" => Deleted(item),
                _ => Comment(item, Place(update, item), textOf),
            };
            // Suggested and postponed posts are not public.
            if (post is not null && type == "wall_post_new" && update.Object("object")!.Value.Text("post_type") is "suggest" or "postpone")
            {
                return null;
            }

            if (post is null || post.OwnerId.Length == 0)
            {
                odd = update.Odd($"a {type} without an object, an id or an owner");
                return null;
            }

            return post;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException)
        {
            odd = update.Odd(error.Message);
            return null;
        }
    }

    private static (long Owner, long Post)? Place(JsonElement update, JsonElement item)
    {
        var owner = item.Long("post_owner_id") ?? item.Long("owner_id") ?? -update.Long("group_id");
        return owner is { } known && item.Long("post_id") is { } post ? (known, post) : null;
    }

    private static RawPost? Comment(JsonElement item, (long Owner, long Post)? place, Func<string, string?>? textOf)
    {
        var context = place is var (owner, post)
            ? textOf?.Invoke(StableId.ForPost(SourceKind.Vk, owner.ToString(CultureInfo.InvariantCulture), post.ToString(CultureInfo.InvariantCulture)))
            : null;
        return VkPost.Comment(item, new VkNames(), place, string.IsNullOrWhiteSpace(context) ? null : context);
    }

    private static RawPost? Deleted(JsonElement item) =>
        item.Long("id") is { } id && item.Long("owner_id") is { } owner
            ? new RawPost
            {
                Source = SourceKind.Vk,
                OwnerId = owner.ToString(CultureInfo.InvariantCulture),
                Id = id.ToString(CultureInfo.InvariantCulture),
                ThreadId = item.Long("post_id")?.ToString(CultureInfo.InvariantCulture) ?? "",
                Text = "",
                IsDeleted = true,
            }
            : null;
}
