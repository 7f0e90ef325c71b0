namespace IncidentMonitor.Collect.Vk;

/// <summary>VK's errors as faults of a feed.</summary>
internal static class VkFaults
{
    /// <summary>After error 9 (the same call too often).</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);

    /// <summary>After error 6 that would not end, or when the service is down.</summary>
    public static readonly TimeSpan ShortPause = TimeSpan.FromMinutes(1);

    /// <summary>VK's day, by which its quotas are believed to reset.</summary>
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

    /// <summary>A dead token is tried again once a day: VK has been known to say so by mistake.</summary>
    public static readonly TimeSpan DeadProbe = TimeSpan.FromDays(1);

    /// <summary>A captcha or validation is a person's work; asking again soon makes it worse.</summary>
    public static readonly TimeSpan ParkedProbe = TimeSpan.FromHours(12);

    /// <summary>A method or section that VK has switched off.</summary>
    public static readonly TimeSpan OffProbe = TimeSpan.FromHours(1);

    public static FeedFault Of(VkError error, DateTimeOffset now)
    {
        var message = error.Reaction switch
        {
            VkReaction.DisableToken => $"{error}: the token is dead or of the wrong kind, put a new one",
            VkReaction.ParkToken => $"{error}: VK wants to see a person, confirm the account",
            _ => error.ToString(),
        };
        return error.Reaction switch
        {
            VkReaction.SlowDown => new(FaultReason.RateLimited, message, now + ShortPause),
            VkReaction.LongPause => new(FaultReason.RateLimited, message, now + LongPause),
            VkReaction.QuotaSpent => new(FaultReason.RateLimited, message, QuotaReset(now)),
            VkReaction.Retry => new(FaultReason.Unreachable, message),
            VkReaction.DisableToken or VkReaction.ParkToken or VkReaction.MethodOff => new(FaultReason.Auth, message),
            VkReaction.SourceClosed or VkReaction.SourceGone => new(FaultReason.Gone, message),
            _ => new(FaultReason.BadAnswer, message),
        };
    }

    /// <summary>True when the fault is the token's or the service's, so that asking for the next feed is pointless or harmful.</summary>
    public static bool ConcernsAll(FeedFault fault) => fault.Reason is FaultReason.Auth or FaultReason.RateLimited or FaultReason.Unreachable;

    /// <summary>Midnight in Moscow. A refusal soon after midnight shows that the quota runs over 24 hours instead: then every hour brings some calls back.</summary>
    private static DateTimeOffset QuotaReset(DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(now.ToOffset(Moscow).Date, Moscow).ToUniversalTime();
        return now - midnight < TimeSpan.FromHours(2) ? now + TimeSpan.FromHours(1) : midnight.AddDays(1);
    }
}
