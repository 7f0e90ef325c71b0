using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>A page of VK and the errors that came with it: an execute answer may have both.</summary>
internal sealed record VkPage(ParsedPage Page, IReadOnlyList<VkError> Errors, long? Total = null);

/// <summary>
/// Recorded answers of VK into posts: wall.get, wall.getById (both shapes), wall.getComments with threads,
/// newsfeed.search, and execute around any of them. Shapes drift between versions, so a list is a list wherever it stands.
/// </summary>
internal static partial class VkParser
{
    private const int MaxNesting = 8;

    /// <summary>wall.get, wall.getById, newsfeed.search.</summary>
    public static VkPage Posts(ReadOnlyMemory<byte> answer) => Parse(answer, null, null, false);

    /// <summary>wall.getComments.</summary>
    /// <param name="wall">The owner and post asked for.</param>
    /// <param name="context">Text of that post.</param>
    public static VkPage Comments(ReadOnlyMemory<byte> answer, (long Owner, long Post)? wall = null, string? context = null) =>
        Parse(answer, wall, context, true);

    /// <summary>execute: whatever its calls returned, in order; failed calls are <c>false</c> and have an entry in the errors.</summary>
    public static VkPage Execute(ReadOnlyMemory<byte> answer) => Parse(answer, null, null, null);

    /// <summary>Owner and post of a link such as https://vk.com/wall-1_2.</summary>
    public static (long Owner, long Post)? WallOf(string? link) =>
        link is not null && WallLink().Match(link) is { Success: true } match
        && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var owner)
        && long.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var post)
            ? (owner, post)
            : null;

    private static VkPage Parse(ReadOnlyMemory<byte> answer, (long Owner, long Post)? wall, string? context, bool? comments)
    {
        using var document = LenientJson.Read(answer, out var isCut);
        if (document is null)
            return new(ParsedPage.Unreadable("not JSON", answer.Span), []);
        var root = document.RootElement;
        var reading = new Reading(wall, context, comments);
        if (root.ValueKind == JsonValueKind.Object && root.Field("response") is null && root.Field("execute_errors") is null)
        {
            if (VkError.Of(root) is { } error)
                return new(new([], [], IsReadable: false), [error]);
            // Some clients record the answer without its envelope.
            if (!Reading.LooksLikeAnswer(root))
                return new(ParsedPage.Unreadable("neither response nor error", answer.Span), []);
        }
        var errors = root.List("execute_errors").Select(VkError.Of).OfType<VkError>().ToList();
        var page = reading.Run(root.Field("response") ?? root, errors);
        return isCut && page.Page.Posts.Count == 0 ? page with { Page = ParsedPage.Unreadable("cut off before its first item", answer.Span) } : page;
    }

    internal static VkPage Element(JsonElement response, (long Owner, long Post)? wall, string? context, bool? comments) =>
        new Reading(wall, context, comments).Run(response, []);

    [GeneratedRegex(@"wall(-?\d{1,19})_(\d{1,19})")]
    private static partial Regex WallLink();

    private sealed class Reading((long Owner, long Post)? wall, string? context, bool? comments)
    {
        private readonly List<RawPost> posts = [];
        private readonly List<OddItem> odd = [];
        private readonly VkNames names = new();
        private string? next;
        private long? total;

        public static bool LooksLikeAnswer(JsonElement root) =>
            root.Field("items") is not null || root.Field("count") is not null || root.Field("wall") is not null || IsItem(root);

        public VkPage Run(JsonElement response, List<VkError> errors)
        {
            Names(response, 0);
            Container(response, 0);
            return new(new(posts, odd, Next: next), errors, total);
        }

        private void Names(JsonElement value, int level)
        {
            if (value.ValueKind == JsonValueKind.Object)
                names.Add(value);
            else if (value.ValueKind == JsonValueKind.Array && level < 2)
                foreach (var inner in value.EnumerateArray())
                    Names(inner, level + 1);
        }

        private void Container(JsonElement value, int level)
        {
            if (level > MaxNesting)
                return;
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in value.EnumerateArray())
                {
                    // Version 4 put the total before the items; a failed call of execute is false.
                    if (element.ValueKind is JsonValueKind.Number or JsonValueKind.False or JsonValueKind.Null)
                        continue;
                    if (element.ValueKind == JsonValueKind.Array || IsContainer(element))
                        Container(element, level + 1);
                    else
                        Item(element);
                }
                return;
            }
            if (value.ValueKind != JsonValueKind.Object)
                return;
            next ??= value.Text("next_from");
            total ??= value.Long("count") ?? value.Long("total_count");
            var list = value.Field("items") ?? value.Field("wall") ?? value.Field("comments");
            if (list is { ValueKind: JsonValueKind.Array })
            {
                Container(list.Value, level + 1);
            }
            else if (IsItem(value))
            {
                Item(value);
            }
            else if (comments is null)
            {
                foreach (var property in value.EnumerateObject())
                    if (property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object && property.Name is not ("profiles" or "groups"))
                        Container(property.Value, level + 1);
            }
        }

        private static bool IsContainer(JsonElement element) =>
            element.ValueKind == JsonValueKind.Object && !IsItem(element)
            && (element.Field("items") is { ValueKind: JsonValueKind.Array } || element.Field("wall") is { ValueKind: JsonValueKind.Array } || element.Field("comments") is { ValueKind: JsonValueKind.Array } || element.Field("posts") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array });

        private static bool IsItem(JsonElement element) =>
            (element.Field("id") ?? element.Field("cid")) is not null && (element.Field("text") ?? element.Field("date") ?? element.Field("from_id") ?? element.Field("owner_id")) is not null;

        private void Item(JsonElement item)
        {
            // Search and feed answers may wrap the post.
            if (item.ValueKind == JsonValueKind.Object && item.Field("id") is null && item.Object("post") is { } wrapped)
                item = wrapped;
            if (item.ValueKind != JsonValueKind.Object)
            {
                odd.Add(item.Odd("not an object"));
                return;
            }
            try
            {
                if (comments ?? VkPost.IsComment(item))
                    Comment(item);
                else if ((VkPost.IsComment(item) ? VkPost.Comment(item, names, wall, context) : VkPost.Wall(item, names)) is { } post)
                    posts.Add(post);
                else
                    odd.Add(item.Odd("a post without an id or an owner"));
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                odd.Add(item.Odd(e.Message));
            }
        }

        private void Comment(JsonElement item)
        {
            if (VkPost.Comment(item, names, wall, context) is not { } comment)
            {
                odd.Add(item.Odd("a comment without an id"));
                return;
            }
            posts.Add(comment);
            if (item.Object("thread") is not { } thread)
                return;
            var id = item.Long("id");
            // A reply repeats neither owner nor post in some versions: it stands where its parent stands.
            var place = (item.Long("owner_id") ?? wall?.Owner) is { } owner && (item.Long("post_id") ?? wall?.Post) is { } post ? (owner, post) : wall;
            foreach (var reply in thread.List("items"))
            {
                if (reply.ValueKind == JsonValueKind.Object && VkPost.Comment(reply, names, place, context, id) is { } answer)
                    posts.Add(answer);
                else
                    odd.Add(reply.Odd("a reply without an id"));
            }
        }
    }
}
