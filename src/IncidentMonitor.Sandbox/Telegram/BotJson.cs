using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.Telegram;

/// <summary>The town's messages in the shapes of the Bot API.</summary>
internal static partial class BotJson
{
    public static JsonObject Me() => new()
    {
        ["id"] = 7_000_000_001,
        ["is_bot"] = true,
        ["first_name"] = "Приёмная Верхнеозёрска",
        ["username"] = "verhneozersk_cur_bot",
        ["can_join_groups"] = true,
        ["can_read_all_group_messages"] = true,
        ["supports_inline_queries"] = false,
    };

    /// <summary>A message as it first came, or as its edit left it.</summary>
    public static JsonObject Message(TownItem item, bool isEdit, bool withReply = true)
    {
        var chat = Chat(item.Venue);
        var message = new JsonObject { ["message_id"] = item.Number };
        if (item.Author is { } name && item.Venue.Kind == VenueKind.TelegramChat)
        {
            message["from"] = User(name);
        }
        else
        {
            message["sender_chat"] = chat.DeepClone();
        }

        message["chat"] = chat;
        message["date"] = item.At.ToUnixTimeSeconds();
        if (isEdit)
        {
            message["edit_date"] = item.EditedAt!.Value.ToUnixTimeSeconds();
        }

        if (item.RepostOf is { } origin)
        {
            message["forward_origin"] = Origin(origin);
        }

        if (withReply && item.Post is { } answered)
        {
            message["reply_to_message"] = Message(answered, isEdit: false, withReply: false);
        }

        AddContent(message, item, isEdit ? item.EditedText! : item.Text);
        return message;
    }

    private static void AddContent(JsonObject message, TownItem item, string text)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"AgACAg{TownPeople.Fnv(item.Venue.Key + item.Number):x8}");
        switch (item.With.Count > 0 ? item.With[0].Split(' ')[0] : "text")
        {
            case "photo":
                message["photo"] = new JsonArray(Photo(id + "s", 320, 240), Photo(id + "x", 1280, 960));
                Caption(message, text);
                break;
            case "video":
                message["video"] = File(id, new JsonObject { ["width"] = 720, ["height"] = 1280, ["duration"] = 21 });
                Caption(message, text);
                break;
            case "voice":
                message["voice"] = File(id, new JsonObject { ["duration"] = 17, ["mime_type"] = "audio/ogg" });
                Caption(message, text);
                break;
            case "sticker":
                message["sticker"] = File(id, new JsonObject
                {
                    ["type"] = "regular",
                    ["width"] = 512,
                    ["height"] = 512,
                    ["is_animated"] = false,
                    ["is_video"] = false,
                    ["emoji"] = "👍",
                });
                break;
            case "geo":
                var at = item.With[0][4..].Split(',');
                message["location"] = new JsonObject
                {
                    ["latitude"] = double.Parse(at[0], CultureInfo.InvariantCulture),
                    ["longitude"] = double.Parse(at[1], CultureInfo.InvariantCulture),
                };
                break;
            case "service":
                message["new_chat_members"] = new JsonArray(User(item.Author!));
                break;
            default:
                message["text"] = text;
                AddEntities(message, "entities", text);
                break;
        }
    }

    private static void Caption(JsonObject message, string text)
    {
        if (text.Length > 0)
        {
            message["caption"] = text;
            AddEntities(message, "caption_entities", text);
        }
    }

    /// <summary>Hashtags and links; offsets count UTF-16 units, as those of .NET do.</summary>
    private static void AddEntities(JsonObject message, string field, string text)
    {
        var entities = Marks().Matches(text).Select(m => (JsonNode)new JsonObject
        {
            ["offset"] = m.Index,
            ["length"] = m.Length,
            ["type"] = m.Value[0] == '#' ? "hashtag" : "url",
        }).ToArray();
        if (entities.Length > 0)
        {
            message[field] = new JsonArray(entities);
        }
    }

    private static JsonObject Chat(TownVenue venue)
    {
        var chat = new JsonObject
        {
            ["id"] = venue.Id,
            ["title"] = venue.Title,
            ["type"] = venue.Kind == VenueKind.TelegramChannel ? "channel" : "supergroup",
        };
        if (venue.ScreenName.Length > 0)
        {
            chat["username"] = venue.ScreenName;
        }

        return chat;
    }

    private static JsonObject User(string name)
    {
        var (first, last) = TownPeople.Split(name);
        var user = new JsonObject { ["id"] = TownPeople.IdOf(name), ["is_bot"] = false, ["first_name"] = first };
        if (last.Length > 0)
        {
            user["last_name"] = last;
        }

        user["language_code"] = "ru";
        return user;
    }

    /// <summary>A forward from a channel; what was pasted from elsewhere hides its sender.</summary>
    private static JsonObject Origin(TownItem origin) => origin.Venue.Kind == VenueKind.TelegramChannel
        ? new JsonObject
        {
            ["type"] = "channel",
            ["date"] = origin.At.ToUnixTimeSeconds(),
            ["chat"] = Chat(origin.Venue),
            ["message_id"] = origin.Number,
        }
        : new JsonObject
        {
            ["type"] = "hidden_user",
            ["date"] = origin.At.ToUnixTimeSeconds(),
            ["sender_user_name"] = origin.Author ?? origin.Venue.Title,
        };

    private static JsonObject Photo(string id, int width, int height) =>
        File(id, new JsonObject { ["width"] = width, ["height"] = height, ["file_size"] = width * height / 8 });

    private static JsonObject File(string id, JsonObject rest)
    {
        rest["file_id"] = id;
        rest["file_unique_id"] = "AQAD" + id[^8..];
        return rest;
    }

    [GeneratedRegex(@"#\w+|https?://\S+")]
    private static partial Regex Marks();
}
