using IncidentMonitor.Model;

namespace IncidentMonitor.Collect;

/// <summary>
/// Reads the feeds of one kind. One implementation per external system; it alone knows the service's quirks.
/// It holds no state between calls but its rate limiters: the cursor is the record's.
/// </summary>
public interface ICollector
{
    /// <summary>Which kinds of feed it reads.</summary>
    IReadOnlySet<FeedKind> Kinds { get; }

    /// <summary>
    /// Reads what is new in each due feed. Yields one or more results per feed; each carries the cursor to be stored
    /// in the same transaction as its posts. A feed that it can't afford to read now it leaves out: that stays due. Never throws for what a service answered: that is a <see cref="Collected.Fault"/>.
    /// </summary>
    IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, CancellationToken cancellationToken);
}

/// <summary>A feed whose turn it is, and where its last read ended.</summary>
/// <param name="Cursor">Opaque to all but its collector; null on the first read.</param>
public sealed record DueFeed(Feed Feed, string? Cursor);

/// <summary>One answer's worth of a feed.</summary>
public sealed record Collected
{
    public required Feed Feed { get; init; }
    public IReadOnlyList<RawPost> Posts { get; init; } = [];

    /// <summary>Items that could not be read; they are quarantined and counted, never the end of the page.</summary>
    public IReadOnlyList<OddItem> Odd { get; init; } = [];

    /// <summary>Where the next read goes on; null leaves the stored one.</summary>
    public string? Cursor { get; init; }

    /// <summary>When the feed is worth reading again, where its collector plans that; null: after the feed's own interval.</summary>
    public DateTimeOffset? NextReadAt { get; init; }

    /// <summary>Set when the read failed; then there are no posts and the cursor stays.</summary>
    public FeedFault? Fault { get; init; }
}

/// <summary>An item that its parser refused.</summary>
/// <param name="Reason">For a person: what was wrong.</param>
/// <param name="Raw">The item's bytes, at most 64 KiB of them.</param>
public sealed record OddItem(string Reason, byte[] Raw)
{
    public const int MaxBytes = 64 * 1024;
}

/// <summary>Why a feed could not be read.</summary>
/// <param name="Message">For a person; holds no token and no personal data.</param>
/// <param name="RetryAt">The service named a time before which asking again is pointless or harmful.</param>
public sealed record FeedFault(FaultReason Reason, string Message, DateTimeOffset? RetryAt = null);

/// <summary>The kinds of failure that call for different reactions.</summary>
public enum FaultReason
{
    /// <summary>No connection, time-out, 5xx: back off and retry.</summary>
    Unreachable,

    /// <summary>Rate or quota: wait until told.</summary>
    RateLimited,

    /// <summary>The token is missing, dead or lacks the right: a person must act.</summary>
    Auth,

    /// <summary>The source is gone, private or has its preview off: recheck slowly.</summary>
    Gone,

    /// <summary>The answer could not be understood.</summary>
    BadAnswer,
}
