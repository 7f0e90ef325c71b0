using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Group;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>What an operator's regrouping was: enough to tell of it and to undo it.</summary>
internal sealed record Regrouping
{
    public long Id { get; init; }
    public long AuditId { get; init; }
    public string Kind { get; init; } = "";
    public string KeptId { get; init; } = "";
    public string OtherId { get; init; } = "";
    public string Before { get; init; } = "{}";
    public long? UndoneBy { get; init; }

    public RegroupBefore State => JsonSerializer.Deserialize<RegroupBefore>(Before, JsonLines.Options)!;
}

/// <summary>How things stood before.</summary>
/// <param name="Links">The posts that moved, and where they were.</param>
/// <param name="Followers">Ids of incidents that had been merged into the one that was merged now.</param>
internal sealed record RegroupBefore(IncidentState Kept, IncidentState? Other, IReadOnlyList<LinkState> Links, IReadOnlyList<string> Followers);

/// <summary>What a merge may change of an incident.</summary>
internal sealed record IncidentState(string Id, long Number, int Severity, long StartedAt, string? Wave, bool IsQuiet, IReadOnlyList<OpenTermState> Terms);

/// <summary>A term that is not met.</summary>
internal sealed record OpenTermState(string Kind, string? Rule, long NearAt, long DueAt);

internal sealed record LinkState(string PostId, string IncidentId, bool IsFirst);

/// <summary>A post that is taken out of its incident.</summary>
internal sealed record SplitPost(string Id, Label Label, Place Place, DateTimeOffset PublishedAt);

/// <summary>Regroupings in the record: what <see cref="Regroup.Regrouper"/> asks of a unit of work.</summary>
internal static class RegroupRows
{
    /// <summary>An incident by its id or number, with what a merge may change; null: the record has none.</summary>
    public static IncidentState? FindState(this StoreUnit unit, string idOrNumber)
    {
        var row = unit.Query<(string Id, long Number, int Severity, long StartedAt, string? Wave, bool IsQuiet)>(
            "SELECT id, number, severity, started_at, wave, is_quiet FROM incident WHERE id = @idOrNumber OR number = @number",
            new { idOrNumber, number = long.TryParse(idOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1 }).FirstOrDefault();
        return row.Id is null ? null : new IncidentState(row.Id, row.Number, row.Severity, row.StartedAt, row.Wave, row.IsQuiet,
            [.. unit.Query<(string, string?, long, long)>("SELECT kind, rule, near_at, due_at FROM term WHERE incident_id = @Id AND met_at IS NULL ORDER BY kind", new { row.Id })
                .Select(term => new OpenTermState(term.Item1, term.Item2, term.Item3, term.Item4))]);
    }

    /// <summary>The incident that took this one's posts; null: it stands for itself.</summary>
    public static string? MergedInto(this StoreUnit unit, string incidentId) => unit.Query<string?>("SELECT merged_into FROM incident WHERE id = @incidentId", new { incidentId }).Single();

    public static IReadOnlyList<string> Followers(this StoreUnit unit, string incidentId) =>
        [.. unit.Query<string>("SELECT id FROM incident WHERE merged_into = @incidentId ORDER BY number", new { incidentId })];

    public static void SetMergedInto(this StoreUnit unit, string incidentId, string? keeper) =>
        unit.Execute("UPDATE incident SET merged_into = @keeper, version = version + 1 WHERE id = @incidentId", new { incidentId, keeper });

    public static IReadOnlyList<LinkState> Links(this StoreUnit unit, string incidentId) => [.. unit.Query<(string, string, bool)>(
        "SELECT post_id, incident_id, is_first FROM incident_post WHERE incident_id = @incidentId ORDER BY id", new { incidentId }).Select(row => new LinkState(row.Item1, row.Item2, row.Item3))];

    public static IReadOnlyList<SplitPost> SplitPosts(this StoreUnit unit, string incidentId, IEnumerable<string> posts) => [.. unit.Query<(string Id, string Label, string Place, long At)>(
        "SELECT p.id, p.label, ip.place, ip.published_at FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = @incidentId AND p.id IN @posts ORDER BY ip.published_at, ip.id",
        new { incidentId, posts })
        .Select(row => new SplitPost(row.Id, JsonSerializer.Deserialize<Label>(row.Label, JsonLines.Options)!, JsonSerializer.Deserialize<Place>(row.Place, JsonLines.Options)!, Time.FromRow(row.At)))];

    /// <summary>Moves a post with all that grouping knows of it; its reason stays, it tells how the post first came here.</summary>
    public static void MovePost(this StoreUnit unit, string postId, string incidentId, bool isFirst) =>
        unit.Execute("UPDATE incident_post SET incident_id = @incidentId, is_first = @isFirst WHERE post_id = @postId", new { postId, incidentId, isFirst });

    /// <summary>Where the first post was taken away, the earliest one left is the first.</summary>
    public static void EnsureFirst(this StoreUnit unit, string incidentId) => unit.Execute(
        """
        UPDATE incident_post SET is_first = 1 WHERE NOT EXISTS (SELECT 1 FROM incident_post WHERE incident_id = @incidentId AND is_first = 1)
            AND id = (SELECT id FROM incident_post WHERE incident_id = @incidentId ORDER BY published_at, id LIMIT 1)
        """, new { incidentId });

    public static void SetState(this StoreUnit unit, string incidentId, int severity, long startedAt, string? wave, bool isQuiet, DateTimeOffset now) => unit.Execute(
        "UPDATE incident SET severity = @severity, started_at = @startedAt, wave = @wave, is_quiet = @isQuiet, version = version + 1, updated_at = @now WHERE id = @incidentId",
        new { incidentId, severity, startedAt, wave, isQuiet, now = now.ToRow() });

    public static void SetOpenTerm(this StoreUnit unit, string incidentId, OpenTermState term) => unit.Execute(
        "UPDATE term SET rule = @Rule, near_at = @NearAt, due_at = @DueAt WHERE incident_id = @incidentId AND kind = @Kind AND met_at IS NULL",
        new { incidentId, term.Kind, term.Rule, term.NearAt, term.DueAt });

    public static void AddReason(this StoreUnit unit, string incidentId, string reason) =>
        unit.Execute("UPDATE incident SET reasons = json_insert(reasons, '$[#]', @reason) WHERE id = @incidentId", new { incidentId, reason });

    public static void RemoveReason(this StoreUnit unit, string incidentId, string reason) => unit.Execute(
        "UPDATE incident SET reasons = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(reasons) WHERE value <> @reason ORDER BY key)) WHERE id = @incidentId",
        new { incidentId, reason });

    /// <summary>Highest severity and earliest date of the posts of an incident, without the named ones; null: it has no others.</summary>
    public static (int Severity, long StartedAt)? RestOf(this StoreUnit unit, string incidentId, IEnumerable<string> without)
    {
        var row = unit.Query<(int? Severity, long? StartedAt)>(
            """
            SELECT max(CASE json_extract(p.label, '$.severity') WHEN 'critical' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END), min(ip.published_at)
            FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = @incidentId AND ip.post_id NOT IN @without
            """, new { incidentId, without }).Single();
        return row is { Severity: { } severity, StartedAt: { } startedAt } ? (severity, startedAt) : null;
    }

    /// <summary>Whether an office was already sent a mail that tells of an incident.</summary>
    public static bool WasTold(this StoreUnit unit, string incidentId, string agencyId) => unit.Query<long>(
        "SELECT count(*) FROM outbox WHERE incident_id = @incidentId AND agency_id = @agencyId AND digest_id IS NOT NULL", new { incidentId, agencyId }).Single() > 0;

    public static long AddRegrouping(this StoreUnit unit, long auditId, string kind, string keptId, string otherId, RegroupBefore before) => unit.Query<long>(
        "INSERT INTO regrouping (audit_id, kind, kept_id, other_id, before) VALUES (@auditId, @kind, @keptId, @otherId, @before) RETURNING id",
        new { auditId, kind, keptId, otherId, before = JsonLines.Write(before) }).Single();

    public static Regrouping? FindRegrouping(this StoreUnit unit, long auditId) => unit.Query<Regrouping>(
        "SELECT id AS Id, audit_id AS AuditId, kind AS Kind, kept_id AS KeptId, other_id AS OtherId, before AS Before, undone_by AS UndoneBy FROM regrouping WHERE audit_id = @auditId",
        new { auditId }).SingleOrDefault();

    /// <summary>Audit line of the newest regrouping after this one that touched one of its incidents and still holds; null: none.</summary>
    public static long? LaterThan(this StoreUnit unit, Regrouping regrouping) => unit.Query<long?>(
        """
        SELECT max(audit_id) FROM regrouping WHERE id > @Id AND kind <> 'undo' AND undone_by IS NULL AND (kept_id IN (@KeptId, @OtherId) OR other_id IN (@KeptId, @OtherId))
        """, new { regrouping.Id, regrouping.KeptId, regrouping.OtherId }).Single();

    public static void SetUndone(this StoreUnit unit, long id, long by) => unit.Execute("UPDATE regrouping SET undone_by = @by WHERE id = @id", new { id, by });

    /// <summary>Incidents that an operator keeps apart from this one, as they are now.</summary>
    public static IReadOnlyList<string> ApartFrom(this StoreUnit unit, string incidentId) => [.. unit.Query<string>(
        """
        WITH own AS (SELECT id FROM incident WHERE id = @incidentId OR merged_into = @incidentId)
        SELECT DISTINCT coalesce(i.merged_into, i.id) FROM regrouping r JOIN incident i ON i.id = iif(r.kept_id IN own, r.other_id, r.kept_id)
        WHERE r.kind = 'split' AND r.undone_by IS NULL AND (r.kept_id IN own OR r.other_id IN own) AND coalesce(i.merged_into, i.id) <> @incidentId
        """, new { incidentId })];

    /// <summary>Words of an incident's newest posts, for comparing.</summary>
    public static IEnumerable<TextShape> Shapes(this StoreUnit unit, string incidentId, int limit) => unit.Query<byte[]>(
        "SELECT shape FROM incident_post WHERE incident_id = @incidentId AND shape IS NOT NULL ORDER BY id DESC LIMIT @limit", new { incidentId, limit }).Select(TextShape.FromBytes);
}
