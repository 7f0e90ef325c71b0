namespace IncidentMonitor.Collect.Vk;

/// <summary>VK's errors as faults of a feed.</summary>
internal static class VkFaults
{
    /// <summary>After error 9 (the same call too often).</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ShortPause = TimeSpan.FromMinutes(1);

    /// <summary>VK's day, by which its quotas are believed to reset.</summary>
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

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
            VkReaction.QuotaSpent => new(FaultReason.RateLimited, message, new DateTimeOffset(now.ToOffset(Moscow).Date.AddDays(1), Moscow).ToUniversalTime()),
            VkReaction.Retry => new(FaultReason.Unreachable, message),
            VkReaction.DisableToken or VkReaction.ParkToken or VkReaction.MethodOff => new(FaultReason.Auth, message),
            VkReaction.SourceClosed or VkReaction.SourceGone => new(FaultReason.Gone, message),
            _ => new(FaultReason.BadAnswer, message),
        };
    }

    /// <summary>True when the fault is the token's or the service's, so that asking for the next feed is pointless or harmful.</summary>
    public static bool ConcernsAll(FeedFault fault) => fault.Reason is FaultReason.Auth or FaultReason.RateLimited or FaultReason.Unreachable;
}
