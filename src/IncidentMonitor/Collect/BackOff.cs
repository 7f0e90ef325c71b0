namespace IncidentMonitor.Collect;

/// <summary>How long a failing feed rests. The count of failures is in the record, so a restart doesn't begin anew.</summary>
public static class BackOff
{
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
    ];

    /// <summary>Step at which the rest of an unreachable feed stops growing (half an hour), so that posts are not missed long after it is back.</summary>
    private const int LongestUnreachable = 3;

    /// <param name="failures">Failures in a row before this one, 0 or more.</param>
    public static DateTimeOffset NextTry(FeedFault fault, int failures, DateTimeOffset now)
    {
        // A service that says when it will answer again is taken at its word, however often it had to say so.
        if (fault is { Reason: FaultReason.RateLimited, RetryAt: { } until })
            return until > now + Steps[0] ? until : now + Steps[0];
        // A service that is down minds no question; one that answers and is not understood, or refuses, should not hear from us often.
        var longest = fault.Reason == FaultReason.Unreachable ? LongestUnreachable : Steps.Length - 1;
        var rest = Steps[Math.Min(failures, longest)];
        // What needs a person, or is gone, is not worth a call a minute.
        var least = fault.Reason is FaultReason.Auth or FaultReason.Gone ? TimeSpan.FromHours(1) : TimeSpan.Zero;
        var next = now + (rest > least ? rest : least);
        return fault.RetryAt is { } told && told > next ? told : next;
    }
}
