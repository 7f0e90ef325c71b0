using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>An answer of the Bot API: posts, and what the poller must know.</summary>
/// <param name="LastUpdateId">Highest raw update_id, odd updates included: the offset moves past them too.</param>
/// <param name="Error">Set when the answer is an error of the API.</param>
internal sealed record TelegramPage(ParsedPage Page, long? LastUpdateId = null, TelegramError? Error = null);

/// <summary>An error answer of the Bot API.</summary>
/// <param name="RetryAfter">Seconds, from parameters.retry_after.</param>
internal sealed record TelegramError(int Code, string Description, int? RetryAfter);

/// <summary>getUpdates (or a webhook's single update) into posts: messages, channel posts, their edits.</summary>
internal static class TelegramUpdates
{
    private static readonly string[] Carriers = ["message", "edited_message", "channel_post", "edited_channel_post", "business_message", "edited_business_message"];

    public static TelegramPage Parse(ReadOnlyMemory<byte> answer)
    {
        using var document = LenientJson.Read(answer);
        if (document is null)
            return new(ParsedPage.Unreadable("not JSON", answer.Span));
        var root = document.RootElement;
        if (root.Field("ok") is { ValueKind: JsonValueKind.False })
            return new(new([], [], IsReadable: false), Error: ErrorOf(root));
        IEnumerable<JsonElement> updates;
        if (root.ValueKind == JsonValueKind.Array)
            updates = root.EnumerateArray();
        else if (root.Field("result") is { ValueKind: JsonValueKind.Array })
            updates = root.List("result");
        else if (root.Object("result") is { } single)
            updates = [single];
        else if (root.Field("update_id") is not null || Array.Exists(Carriers, c => root.Field(c) is not null) || root.Field("message_id") is not null)
            updates = [root];
        else
            return new(ParsedPage.Unreadable("neither a result nor an update", answer.Span));

        var posts = new List<RawPost>();
        var odd = new List<OddItem>();
        long? last = null;
        foreach (var update in updates)
        {
            if (update.Long("update_id") is { } id && (last is null || id > last))
                last = id;
            if (update.ValueKind != JsonValueKind.Object)
            {
                odd.Add(update.Odd("an update that is no object"));
                continue;
            }
            var message = Carriers.Select(c => update.Field(c)).FirstOrDefault(m => m is not null) ?? (update.Field("message_id") is null ? null : update);
            if (message is null)
                continue;
            try
            {
                if (TelegramMessage.IsService(message.Value))
                    continue;
                if (TelegramMessage.Parse(message.Value) is { } post)
                    posts.Add(post);
                else
                    odd.Add(update.Odd("a message without a number or a chat"));
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                odd.Add(update.Odd(e.Message));
            }
        }
        return new(new(posts, odd, Next: last?.ToString(CultureInfo.InvariantCulture)), last);
    }

    private static TelegramError ErrorOf(JsonElement root) => new(
        (int)(root.Long("error_code") ?? 0),
        root.Text("description") is { } text ? text[..Math.Min(text.Length, 200)] : "",
        root.Object("parameters")?.Long("retry_after") is > 0 and < 86400 and { } seconds ? (int)seconds : null);
}
