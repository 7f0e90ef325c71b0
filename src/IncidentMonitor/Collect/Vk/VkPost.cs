using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>One wall post or comment of an answer.</summary>
internal static class VkPost
{
    /// <summary>The post, or null when the item is none: then the caller quarantines it.</summary>
    public static RawPost? Wall(JsonElement item, VkNames names)
    {
        // A feed's items call the same two numbers post_id and source_id.
        if ((item.Long("id") ?? item.Long("post_id")) is not { } id || (item.Long("owner_id") ?? item.Long("to_id") ?? item.Long("source_id") ?? item.Long("from_id")) is not { } owner)
            return null;
        var author = item.Long("from_id") ?? owner;
        var (origin, originText) = Origin(item);
        return new()
        {
            Source = SourceKind.Vk,
            OwnerId = Digits(owner),
            Id = Digits(id),
            Author = names.Of(author),
            AuthorId = Digits(author),
            PublishedAt = item.UnixTime("date"),
            EditedAt = item.UnixTime("edited"),
            Url = $"https://vk.com/wall{owner}_{id}",
            Text = TextOf(item),
            RepostOf = origin,
            RepostText = originText,
            Attachments = VkAttachments.Of(item),
            Views = Count(item, "views"),
            Likes = Count(item, "likes"),
            Comments = Count(item, "comments"),
            Reposts = Count(item, "reposts"),
            IsDeleted = item.Flag("is_deleted"),
            IsPinned = item.Flag("is_pinned"),
            IsAd = item.Flag("marked_as_ads") || item.Text("post_type") == "post_ads",
        };
    }

    /// <summary>
    /// A comment. Deleted ones come without author and text although the schema demands both; they are yielded as deleted
    /// so that the record can forget their words.
    /// </summary>
    /// <param name="wall">Owner and post that were asked for: answers of old versions do not repeat them.</param>
    public static RawPost? Comment(JsonElement item, VkNames names, (long Owner, long Post)? wall, string? context, long? thread = null)
    {
        if ((item.Long("id") ?? item.Long("cid")) is not { } id)
            return null;
        var owner = item.Long("owner_id") ?? wall?.Owner;
        var post = item.Long("post_id") ?? wall?.Post;
        var author = item.Long("from_id") ?? item.Long("uid");
        var parent = item.Long("reply_to_comment") ?? item.Long("reply_to_cid") ?? LastOf(item.List("parents_stack")) ?? thread;
        var deleted = item.Flag("deleted") || item.Flag("is_deleted");
        if (author is null && item.Field("text") is null && !deleted && item.Field("date") is null)
            return null;
        return new()
        {
            Source = SourceKind.Vk,
            OwnerId = owner is { } o ? Digits(o) : "",
            Id = Digits(id),
            ThreadId = post is { } p ? Digits(p) : "",
            ParentId = parent is { } n ? Digits(n) : null,
            Author = author is { } named ? names.Of(named) : null,
            AuthorId = author is { } a ? Digits(a) : null,
            PublishedAt = item.UnixTime("date"),
            EditedAt = item.UnixTime("edited"),
            Url = owner is not null && post is not null ? $"https://vk.com/wall{owner}_{post}?reply={id}" : null,
            Text = deleted ? "" : TextOf(item),
            Attachments = deleted ? [] : VkAttachments.Of(item),
            Likes = Count(item, "likes"),
            IsDeleted = deleted,
            Context = context,
        };
    }

    /// <summary>Search and execute answers mix both kinds.</summary>
    public static bool IsComment(JsonElement item) =>
        item.Text("post_type") is { } type
            ? type == "reply"
            : item.Field("post_id") is not null && item.Field("source_id") is null || item.Field("cid") is not null || item.Field("parents_stack") is not null || item.Object("thread") is not null;

    /// <summary>A post for donors has its words hidden; the placeholder is VK's, not the author's, and is left out.</summary>
    private static string TextOf(JsonElement item) => VkText.Plain(item.Text("text"));

    /// <summary>Where the words of a repost came from. The chain may be long; its first link is what was shared.</summary>
    private static (string? Link, string? Text) Origin(JsonElement item)
    {
        string? link = null;
        string? text = null;
        foreach (var copied in item.List("copy_history"))
        {
            if (copied.ValueKind != JsonValueKind.Object)
                continue;
            if (link is null && (copied.Long("owner_id") ?? copied.Long("from_id")) is { } owner && copied.Long("id") is { } id)
                link = $"https://vk.com/wall{owner}_{id}";
            if (string.IsNullOrEmpty(text))
                text = VkText.Plain(copied.Text("text"));
        }
        if (link is null && item.Long("copy_owner_id") is { } oldOwner && item.Long("copy_post_id") is { } oldId)
            link = $"https://vk.com/wall{oldOwner}_{oldId}";
        return (link, link is null ? null : text);
    }

    private static long? LastOf(IEnumerable<JsonElement> stack)
    {
        long? last = null;
        foreach (var parent in stack)
            last = parent.AsLong() ?? last;
        return last;
    }

    private static long? Count(JsonElement item, string name) => item.Object(name)?.Long("count");

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
