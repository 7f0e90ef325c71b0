using IncidentMonitor.Collect;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>A stored post that is to be looked at again.</summary>
/// <param name="MissingSince">It was missing at the last look.</param>
internal sealed record DuePost(PostPlace Place, DateTimeOffset? MissingSince);

/// <summary>When stored posts are looked at again.</summary>
internal static class RecheckRows
{
    /// <summary>A post that was just read needs no second look.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(6);

    /// <summary>
    /// How long posts are looked at: what is no incident, a closed incident, an open one. Without an end the queue would grow with the record
    /// until a deletion of today waited for weeks.
    /// </summary>
    private static readonly TimeSpan Chatter = TimeSpan.FromDays(7);
    private static readonly TimeSpan Closed = TimeSpan.FromDays(30);
    private static readonly TimeSpan Open = TimeSpan.FromDays(90);

    /// <summary>Hops from a reply to the comment its thread hangs on.</summary>
    private const int MaxHops = 5;

    private const long Never = 253_402_300_799_000;

    /// <summary>The posts that have waited longest. Those that nobody will look at again leave the queue.</summary>
    public static IReadOnlyList<DuePost> DueForRecheck(this StoreUnit unit, IReadOnlyDictionary<string, Feed> feeds, int limit, DateTimeOffset now)
    {
        // The index leads to the queue; what has left it is skipped without a look.
        const string Kept =
            """
            (p.published_at > @chatter OR EXISTS (SELECT 1 FROM incident_post ip JOIN incident i ON i.id = ip.incident_id
                                                  WHERE ip.post_id = p.id AND i.started_at > iif(i.status = 'closed', @closed, @open)))
            """;
        var parameters = new
        {
            feeds = feeds.Keys.ToArray(),
            now = now.ToRow(),
            fresh = (now - Fresh).ToRow(),
            chatter = (now - Chatter).ToRow(),
            closed = (now - Closed).ToRow(),
            open = (now - Open).ToRow(),
            limit,
            never = Never,
        };
        unit.Execute($"UPDATE post AS p SET check_at = @never WHERE p.feed IN @feeds AND p.is_deleted = 0 AND p.check_at <= @now AND NOT {Kept}", parameters);
        var rows = unit.Query<(string Id, string Feed, string Owner, string? Thread, string? Parent, long? Missing)>(
            $"""
            SELECT p.id, p.feed, p.owner_id, p.thread_id, p.parent_id, p.missing_at FROM post p
            WHERE p.feed IN @feeds AND p.is_deleted = 0 AND p.check_at <= @now AND p.read_at <= @fresh
            ORDER BY p.check_at, p.rowid LIMIT @limit
            """, parameters).ToList();
        return [.. rows.Select(row => new DuePost(
            new PostPlace(row.Id, row.Feed, feeds[row.Feed].Kind, row.Owner, NumberOf(row.Id), row.Thread, row.Thread is null ? null : unit.TopComment(row.Owner, row.Parent)),
            Time.FromRow(row.Missing)))];
    }

    /// <summary>What a look found, and when the next is due.</summary>
    public static void Looked(this StoreUnit unit, Rechecked look, DateTimeOffset next, DateTimeOffset now) => unit.Execute(
        "UPDATE post SET check_at = @next, missing_at = CASE @finding WHEN 'Missing' THEN coalesce(missing_at, @now) WHEN 'Unknown' THEN missing_at END WHERE id = @PostId AND is_deleted = 0",
        new { look.Place.PostId, finding = look.Finding.ToString(), next = look.Finding == Finding.OutOfReach ? Never : next.ToRow(), now = now.ToRow() });

    /// <summary>What the flow needs to forget a post.</summary>
    public static RawPost Gone(this PostPlace place) => new()
    {
        Source = SourceKind.File,
        OwnerId = place.OwnerId,
        Id = place.Number,
        RecordId = place.PostId,
        Text = "",
        IsDeleted = true,
    };

    /// <summary>The service's own number at the end of a readable id; comments of VK have an r before it.</summary>
    internal static string NumberOf(string postId) => postId[(postId.LastIndexOf('_') + 1)..].TrimStart('r');

    private static string? TopComment(this StoreUnit unit, string owner, string? parent)
    {
        for (var hop = 0; hop < MaxHops && parent is not null; hop++)
        {
            var above = unit.Query<string?>("SELECT parent_id FROM post WHERE id = @id", new { id = StableId.ForPost(SourceKind.Vk, owner, $"r{parent}") }).FirstOrDefault();
            if (above is null || above == parent)
            {
                return parent;
            }

            parent = above;
        }

        return parent;
    }
}
