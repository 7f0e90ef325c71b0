using System.Text.Json;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.Vk;

/// <summary>What an error of VK calls for.</summary>
internal enum VkReaction
{
    /// <summary>6: too many requests a second. Back off this token, retry with jitter.</summary>
    SlowDown,

    /// <summary>9: the same call too often. No retry now, a long pause.</summary>
    LongPause,

    /// <summary>1, 10, 32, 36: the service's trouble. A bounded exponential retry.</summary>
    Retry,

    /// <summary>13: our execute code ran out of operations or bytes. A smaller batch.</summary>
    SmallerBatch,

    /// <summary>5, 27, 28, 1117 and others that say the same (application off, owner banned or gone): the token is dead or of the wrong kind. Disable it and alert.</summary>
    DisableToken,

    /// <summary>14, 17, 24, 25 and the newer captchas 3300–3303: captcha, validation. Park the token, never loop: a person must act.</summary>
    ParkToken,

    /// <summary>7, 15, 30, 203, 210–213: private or closed. Recheck slowly.</summary>
    SourceClosed,

    /// <summary>18, 19, 40, 104, 125: deleted, blocked or unknown. Recheck slowly.</summary>
    SourceGone,

    /// <summary>29: daily quota of this method and token. Park both until it resets.</summary>
    QuotaSpent,

    /// <summary>3, 8, 100, 113 and what the table does not know: our request is wrong, a retry would be too.</summary>
    OurMistake,

    /// <summary>23, 43: the method or section is switched off. Alert.</summary>
    MethodOff,
}

/// <summary>An error answer of VK. Its request_params may echo the access token, so they are not kept.</summary>
/// <param name="Method">The call inside an execute batch that failed, if known.</param>
internal sealed record VkError(int Code, string Message, string? Method = null)
{
    /// <summary>Message lengths beyond this are nothing a person reads.</summary>
    private const int MaxMessage = 200;

    public VkReaction Reaction => Code switch
    {
        6 => VkReaction.SlowDown,
        9 => VkReaction.LongPause,
        1 or 10 or 32 or 36 => VkReaction.Retry,
        13 => VkReaction.SmallerBatch,
        2 or 4 or 5 or 20 or 21 or 27 or 28 or 37 or 38 or 42 or 101 or (>= 1114 and <= 1118) or 3609 or 3610 => VkReaction.DisableToken,
        14 or 17 or 24 or 25 or (>= 3300 and <= 3303) => VkReaction.ParkToken,
        7 or 15 or 30 or 203 or (>= 210 and <= 213) => VkReaction.SourceClosed,
        18 or 19 or 40 or 104 or 125 => VkReaction.SourceGone,
        29 => VkReaction.QuotaSpent,
        23 or 43 => VkReaction.MethodOff,
        _ => VkReaction.OurMistake,
    };

    /// <summary>The error of <c>{"error":{…}}</c>, or an element of execute_errors; null where there is none.</summary>
    public static VkError? Of(JsonElement element)
    {
        // A token that VK's gateway refuses comes in OAuth's dress: {"error":"invalid_token", …}.
        if (element.Field("error") is { ValueKind: JsonValueKind.String } oauth)
            return new(5, oauth.AsText() ?? "");
        var error = element.Object("error") ?? element;
        if (error.Long("error_code") is not { } code)
            return null;
        var message = error.Text("error_msg") ?? "";
        return new((int)code, message.Length > MaxMessage ? message[..MaxMessage] : message, error.Text("method"));
    }

    public override string ToString() => $"VK error {Code}: {Message}";
}
