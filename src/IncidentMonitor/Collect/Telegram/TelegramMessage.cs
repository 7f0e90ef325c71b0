using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>One message of the Bot API.</summary>
internal static class TelegramMessage
{
    private static readonly string[] Media =
    [
        "photo", "video", "animation", "video_note", "audio", "voice", "document", "sticker", "poll", "venue", "location", "contact",
        "story", "paid_media", "live_photo", "checklist", "dice", "game", "giveaway", "giveaway_winners", "invoice",
    ];

    /// <summary>Notices (joined, pinned, title changed …) have neither words nor media of their own.</summary>
    public static bool IsService(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.Field("text") is null && message.Field("caption") is null && message.Object("rich_message") is null
        && message.Field("message_id") is not null && message.Field("chat") is not null && !Array.Exists(Media, m => message.Field(m) is not null);

    /// <summary>Null when the message has no number or chat.</summary>
    public static RawPost? Parse(JsonElement message)
    {
        if (message.Long("message_id") is not { } id || message.Object("chat") is not { } chat || chat.Long("id") is not { } chatId)
            return null;
        if (message.Flag("is_automatic_forward") && Forwarded(message) is { } post)
            return post;
        var sender = message.Object("sender_chat");
        var person = message.Object("from");
        var reply = message.Object("reply_to_message");
        var (origin, quoted) = Origin(message);
        var owner = chat.Text("username") ?? Digits(chatId);
        return new()
        {
            Source = SourceKind.Telegram,
            OwnerId = owner,
            Id = Digits(id),
            Author = message.Text("author_signature") ?? NameOf(sender) ?? NameOf(person) ?? NameOf(chat),
            AuthorId = (sender?.Long("id") ?? person?.Long("id") ?? (chat.Text("type") == "channel" ? chatId : null)) is { } author ? Digits(author) : null,
            PublishedAt = message.UnixTime("date"),
            EditedAt = message.UnixTime("edit_date"),
            Url = chat.Text("username") is null ? CommentLink(message, id) ?? Link(chat, chatId, id) : Link(chat, chatId, id),
            Text = (message.Text("text") ?? message.Text("caption") ?? "").Replace("\r\n", "\n").Trim(),
            Title = message.Object("poll")?.Text("question"),
            ParentId = reply?.Long("message_id") is { } parent ? Digits(parent) : null,
            ThreadId = message.Long("message_thread_id") is { } thread ? Digits(thread) : null,
            Context = reply is { } answered && answered.Object("forum_topic_created") is null ? Words(answered) : null,
            RepostOf = origin,
            RepostText = quoted,
            Attachments = Attachments(message),
        };
    }

    /// <summary>
    /// A channel's post as Telegram copies it into the linked discussion group: it is the post itself, under the channel's own numbers, so a
    /// bot that sits in both, or a channel that is also read by its preview, makes no second one of it.
    /// </summary>
    private static RawPost? Forwarded(JsonElement message)
    {
        var origin = message.Object("forward_origin");
        var channel = origin?.Object("chat") ?? message.Object("forward_from_chat") ?? message.Object("sender_chat");
        var number = origin?.Long("message_id") ?? message.Long("forward_from_message_id");
        if (channel is not { } place || place.Long("id") is not { } channelId || number is not { } id)
            return null;
        return new()
        {
            Source = SourceKind.Telegram,
            OwnerId = place.Text("username") ?? Digits(channelId),
            Id = Digits(id),
            Author = origin?.Text("author_signature") ?? message.Text("author_signature") ?? NameOf(place),
            AuthorId = Digits(channelId),
            PublishedAt = origin?.UnixTime("date") ?? message.UnixTime("forward_date") ?? message.UnixTime("date"),
            EditedAt = message.UnixTime("edit_date"),
            Url = Link(place, channelId, id),
            Text = (message.Text("text") ?? message.Text("caption") ?? "").Replace("\r\n", "\n").Trim(),
            Title = message.Object("poll")?.Text("question"),
            Attachments = Attachments(message),
        };
    }

    /// <summary>A comment in a group without a name of its own opens under the channel's post that it answers.</summary>
    private static string? CommentLink(JsonElement message, long id) =>
        message.Object("reply_to_message") is { } post && post.Flag("is_automatic_forward") && Forwarded(post) is { } origin && origin.OwnerId.Any(char.IsAsciiLetter)
            ? $"https://t.me/{origin.OwnerId}/{origin.Id}?comment={Digits(id)}"
            : null;

    /// <summary>Public chats by name; private supergroups and channels by the number behind -100; others have no address.</summary>
    private static string? Link(JsonElement chat, long chatId, long id)
    {
        if (chat.Text("username") is { Length: > 0 } name)
            return $"https://t.me/{name}/{id}";
        var digits = Digits(chatId);
        return digits.StartsWith("-100", StringComparison.Ordinal) && digits.Length > 4 ? $"https://t.me/c/{digits[4..]}/{id}" : null;
    }

    private static string? NameOf(JsonElement? who)
    {
        if (who is not { } someone)
            return null;
        var name = someone.Text("title") ?? $"{someone.Text("first_name")} {someone.Text("last_name")}".Trim();
        return name.Length > 0 ? name : someone.Text("username");
    }

    private static (string? Link, string? Text) Origin(JsonElement message)
    {
        var quote = message.Object("quote")?.Text("text");
        var origin = message.Object("forward_origin") ?? message.Object("external_reply")?.Object("origin");
        if (origin is { } from)
        {
            var chat = from.Object("chat") ?? from.Object("sender_chat");
            var link = chat is { } place && place.Long("id") is { } chatId && from.Long("message_id") is { } id ? Link(place, chatId, id) : null;
            return (link ?? NameOf(chat) ?? NameOf(from.Object("sender_user")) ?? from.Text("sender_user_name"), quote);
        }
        // Before Bot API 7.0.
        if (message.Object("forward_from_chat") is { } old)
            return (old.Long("id") is { } chatId && message.Long("forward_from_message_id") is { } id ? Link(old, chatId, id) ?? NameOf(old) : NameOf(old), quote);
        return (NameOf(message.Object("forward_from")) ?? message.Text("forward_sender_name"), quote);
    }

    private static string? Words(JsonElement message) =>
        (message.Text("text") ?? message.Text("caption"))?.Trim() is { Length: > 0 } words ? words : null;

    /// <summary>Files have no public address: a link to one would hold the bot's token.</summary>
    private static List<Attachment> Attachments(JsonElement message)
    {
        var attachments = new List<Attachment>();
        foreach (var kind in Media)
        {
            // An animation also comes as a document, a venue as a location, for old clients.
            if (message.Field(kind) is not null && !(kind == "document" && message.Field("animation") is not null) && !(kind == "location" && message.Field("venue") is not null))
                attachments.Add(new(kind is "location" or "venue" ? "geo" : kind, null));
        }
        if (message.Object("link_preview_options") is { } preview && !preview.Flag("is_disabled") && WebAddress.Absolute(preview.Text("url")) is { } url)
            attachments.Add(new("link", url));
        return attachments;
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
