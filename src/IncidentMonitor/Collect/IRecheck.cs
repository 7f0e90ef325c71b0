using IncidentMonitor.Model;

namespace IncidentMonitor.Collect;

/// <summary>Looks at posts again where they stood, to see what their authors took back and how far they reach. One implementation per service.</summary>
public interface IRecheck
{
    /// <summary>Feeds of whose posts it knows where to look.</summary>
    IReadOnlySet<FeedKind> Kinds { get; }

    /// <summary>Posts that one look may take: bounds its calls.</summary>
    int AtOnce { get; }

    /// <summary>Never throws for what a service answered: then the posts are <see cref="Finding.Unknown"/>.</summary>
    Task<IReadOnlyList<Rechecked>> RecheckAsync(IReadOnlyList<PostPlace> posts, CancellationToken cancellationToken);
}

/// <summary>Where a stored post stands.</summary>
/// <param name="Number">The service's own number.</param>
/// <param name="ThreadId">Of a VK comment: its post.</param>
/// <param name="TopComment">Of a reply in a VK thread: the comment that the thread hangs on.</param>
public sealed record PostPlace(string PostId, string Feed, FeedKind Kind, string OwnerId, string Number, string? ThreadId, string? TopComment);

/// <summary>What a look found.</summary>
/// <param name="Seen">The post as it is now, when <see cref="Finding.Seen"/>.</param>
public sealed record Rechecked(PostPlace Place, Finding Finding, RawPost? Seen = null);

/// <summary>What became of a post since it was read.</summary>
public enum Finding
{
    /// <summary>It stands there, and its words and reach were read.</summary>
    Seen,

    /// <summary>It stands there; nothing more can be said of it.</summary>
    Present,

    /// <summary>It does not stand where it stood, though the place can be read.</summary>
    Missing,

    /// <summary>Nobody could say: no answer, a closed place.</summary>
    Unknown,

    /// <summary>This post can't ever be looked at.</summary>
    OutOfReach,
}
