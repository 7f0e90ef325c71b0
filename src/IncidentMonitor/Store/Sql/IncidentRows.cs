using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>Incidents in the record: found, started and joined by the flow.</summary>
public static class IncidentRows
{
    /// <summary>The number of a stored incident.</summary>
    public static long NumberOf(this StoreUnit unit, string incidentId) => unit.Query<long>("SELECT number FROM incident WHERE id = @incidentId", new { incidentId }).Single();

    /// <summary>Whose a stored incident is, and its rubric.</summary>
    public static (string? AgencyId, string RubricId) OfficeOf(this StoreUnit unit, string incidentId) =>
        unit.Query<(string?, string)>("SELECT agency_id, rubric_id FROM incident WHERE id = @incidentId", new { incidentId }).Single();

    /// <summary>The incident to which a post belongs, if it is of this topic.</summary>
    public static string? FindIncidentOf(this StoreUnit unit, string postId, string topic) => unit.Query<string?>(
        "SELECT i.id FROM incident_post ip JOIN incident i ON i.id = ip.incident_id WHERE ip.post_id = @postId AND i.topic = @topic", new { postId, topic }).FirstOrDefault();

    /// <summary>The incident of the post with this public link: reposts name their origin so.</summary>
    public static string? FindIncidentByUrl(this StoreUnit unit, string url) => unit.Query<string?>(
        "SELECT ip.incident_id FROM post p JOIN incident_post ip ON ip.post_id = p.id WHERE p.url = @url", new { url }).FirstOrDefault();

    /// <summary>Stores a new incident with the post that started it, its audit line and, unless quiet, its outbox row.</summary>
    public static void AddIncident(this StoreUnit unit, Incident incident, PlacedPost first, string reason)
    {
        unit.Insert(incident);
        unit.Link(first, incident.Id, isFirst: true, reason);
        unit.Audit(incident.CreatedAt, "машина", "инцидент заведён", incident.Id, reason);
    }

    /// <summary>Adds a post to an incident. A graver post raises the incident's severity, shortens its terms and tells the agency anew.</summary>
    public static void JoinIncident(this StoreUnit unit, string incidentId, PlacedPost placed, string reason, Deadlines deadlines, bool isQuiet, DateTimeOffset now)
    {
        var (postId, severity) = (placed.Post.Raw.RecordId, placed.Label.Severity);
        unit.Link(placed, incidentId, isFirst: false, reason);
        var raised = unit.Execute(
            """
            UPDATE incident SET severity = @severity, reasons = json_insert(reasons, '$[#]', @raised) WHERE id = @incidentId AND severity < @severity
            """,
            new { incidentId, severity = (int)severity, raised = $"Срочность повышена сообщением {postId}" }) > 0;
        unit.Execute("UPDATE incident SET version = version + 1, updated_at = @now, started_at = min(started_at, (SELECT published_at FROM post WHERE id = @postId)) WHERE id = @incidentId",
            new { incidentId, postId, now = now.ToRow() });
        unit.Audit(now, "машина", "сообщение присоединено", incidentId, $"{postId}: {reason}");
        if (raised)
        {
            unit.ShortenTerms(incidentId, deadlines);
        }

        if (!isQuiet && unit.Execute("UPDATE incident SET is_quiet = 0 WHERE id = @incidentId AND is_quiet = 1", new { incidentId }) > 0)
        {
            // A fresh voice on a problem known from the back-fill: now it is news.
            unit.RestartTerms(incidentId, deadlines);
            unit.Execute(
                """
                INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
                SELECT @kind, id, agency_id, severity >= @high, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL
                ON CONFLICT DO NOTHING
                """,
                new { kind = OutboxKind.Created, incidentId, high = (int)Severity.High, now = now.ToRow() });
        }

        if (raised && severity >= Severity.High)
        {
            unit.Execute(
                """
                INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
                SELECT @kind, id, agency_id, 1, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL AND is_quiet = 0
                ON CONFLICT DO NOTHING
                """,
                new { kind = $"{OutboxKind.Raised}-{severity.ToString().ToLowerInvariant()}", incidentId, now = now.ToRow() });
        }
    }

    public static void Enqueue(this StoreUnit unit, string kind, string incidentId, string agencyId, bool isUrgent, DateTimeOffset now) => unit.Execute(
        "INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at) VALUES (@kind, @incidentId, @agencyId, @isUrgent, @now) ON CONFLICT DO NOTHING",
        new { kind, incidentId, agencyId, isUrgent, now = now.ToRow() });

    /// <summary>The incident's own row, its terms and, unless quiet, its outbox row.</summary>
    internal static void Insert(this StoreUnit unit, Incident incident)
    {
        unit.Execute(
            """
            INSERT INTO incident (id, number, status, severity, rubric_id, rubric_name, rubric_confidence, topic, grp, block, confidence, needs_human,
                                  municipality, settlement, place, agency_id, agency, reasons, wave, started_at, created_at, updated_at, react_by, answer_by, is_quiet)
            VALUES (@Id, (SELECT coalesce(max(number), 0) + 1 FROM incident), @Status, @Severity, @RubricId, @RubricName, @RubricConfidence, @Topic, @Group, @Block,
                    @Confidence, @NeedsHuman, @Municipality, @Settlement, @Place, @AgencyId, @Agency, @Reasons, @Wave, @StartedAt, @CreatedAt, @CreatedAt, @ReactBy, @AnswerBy, @IsQuiet)
            """,
            new
            {
                incident.Id,
                incident.Status,
                Severity = (int)incident.Severity,
                RubricId = incident.Rubric.Id,
                RubricName = incident.Rubric.Name,
                RubricConfidence = incident.Rubric.Confidence,
                incident.Topic,
                incident.Group,
                incident.Block,
                incident.Confidence,
                incident.NeedsHuman,
                incident.Place.Municipality,
                incident.Place.Settlement,
                Place = JsonLines.Write(incident.Place),
                AgencyId = incident.Agency.Id,
                Agency = JsonLines.Write(incident.Agency),
                Reasons = JsonLines.Write(incident.Reasons),
                incident.Wave,
                StartedAt = incident.StartedAt.ToRow(),
                CreatedAt = incident.CreatedAt.ToRow(),
                ReactBy = incident.Deadlines.React.ToRow(),
                AnswerBy = incident.Deadlines.Answer.ToRow(),
                incident.IsQuiet,
            });
        unit.OpenTerms(incident);
        if (!incident.IsQuiet && incident.Agency.Id is { } agency)
        {
            unit.Enqueue(OutboxKind.Created, incident.Id, agency, incident.IsUrgent, incident.CreatedAt);
        }
    }

    private static void Link(this StoreUnit unit, PlacedPost placed, string incidentId, bool isFirst, string reason) => unit.Execute(
        """
        INSERT INTO incident_post (post_id, incident_id, is_first, reason, topic, grp, place, municipality, shape, published_at)
        VALUES (@PostId, @incidentId, @isFirst, @reason, @Topic, @Group, @Place, @Municipality, @Shape, @PublishedAt)
        """,
        new
        {
            PostId = placed.Post.Raw.RecordId,
            incidentId,
            isFirst,
            reason,
            placed.Label.Topic,
            placed.Label.Group,
            Place = JsonLines.Write(placed.Place),
            placed.Place.Municipality,
            Shape = placed.Shape.ToBytes(),
            PublishedAt = placed.Post.PublishedAt.ToRow(),
        });
}
