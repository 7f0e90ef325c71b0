namespace IncidentMonitor.Collect;

/// <summary>How long a failing feed rests. The count of failures is in the record, so a restart doesn't begin anew.</summary>
public static class BackOff
{
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
    ];

    /// <param name="failures">Failures in a row before this one, 0 or more.</param>
    public static DateTimeOffset NextTry(FeedFault fault, int failures, DateTimeOffset now)
    {
        var rest = Steps[Math.Min(failures, Steps.Length - 1)];
        // What needs a person, or is gone, is not worth a call a minute.
        var least = fault.Reason is FaultReason.Auth or FaultReason.Gone ? TimeSpan.FromHours(1) : TimeSpan.Zero;
        var next = now + (rest > least ? rest : least);
        return fault.RetryAt is { } told && told > next ? told : next;
    }
}
