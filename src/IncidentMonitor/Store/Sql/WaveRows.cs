using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>Waves in the record: what <see cref="Group.WaveWatch"/> asks of a unit of work.</summary>
internal static class WaveRows
{
    /// <summary>The wave of a topic and municipality that runs at a time: its last post is no older than <paramref name="silence"/>.</summary>
    public static string? FindWave(this StoreUnit unit, string topic, string municipality, DateTimeOffset at, TimeSpan silence) => unit.Query<string>(
        "SELECT id FROM wave WHERE topic = @topic AND municipality = @municipality AND @at >= started_at AND @at <= last_at + @silence ORDER BY last_at DESC LIMIT 1",
        new { topic, municipality, at = at.ToRow(), silence = (long)silence.TotalMilliseconds }).FirstOrDefault();

    /// <summary>
    /// People who wrote of a topic in a municipality, published after <paramref name="from"/> and not after <paramref name="to"/>: five messages of one
    /// quarrel are no wave. A post without an author counts as somebody of its own.
    /// </summary>
    public static int CountVoices(this StoreUnit unit, string topic, string municipality, DateTimeOffset from, DateTimeOffset to) => unit.Query<int>(
        """
        SELECT count(DISTINCT coalesce(p.author_id, p.id)) FROM incident_post ip JOIN post p ON p.id = ip.post_id
        WHERE ip.topic = @topic AND ip.municipality = @municipality AND ip.published_at > @from AND ip.published_at <= @to
        """,
        new { topic, municipality, from = from.ToRow(), to = to.ToRow() }).Single();

    /// <summary>Publication of the oldest post of an incident: how far back a baseline can reach.</summary>
    public static DateTimeOffset? FirstPostAt(this StoreUnit unit) => Time.FromRow(unit.Query<long?>("SELECT min(published_at) FROM incident_post").Single());

    /// <summary>Begins a wave: the incidents of its window are tied to it, become urgent, and their agencies are told at once.</summary>
    public static void AddWave(this StoreUnit unit, Wave wave, DateTimeOffset now)
    {
        unit.Execute("INSERT INTO wave (id, topic, municipality, started_at, seen_at, last_at) VALUES (@Id, @Topic, @Municipality, @started, @seen, @seen)",
            new { wave.Id, wave.Topic, wave.Municipality, started = wave.StartedAt.ToRow(), seen = wave.SeenAt.ToRow() });
        var incidents = unit.Query<string>(
            "SELECT DISTINCT incident_id FROM incident_post WHERE topic = @Topic AND municipality = @Municipality AND published_at > @started AND published_at <= @seen ORDER BY incident_id",
            new { wave.Topic, wave.Municipality, started = wave.StartedAt.ToRow(), seen = wave.SeenAt.ToRow() }).ToList();
        unit.Audit(now, "машина", "началась волна", wave.Id, $"{wave.Topic}, {wave.Municipality}: инцидентов {incidents.Count}");
        foreach (var incident in incidents)
        {
            unit.JoinWave(wave.Id, incident, wave.SeenAt, now);
        }
    }

    /// <summary>Ties an incident to a wave. Within a wave nothing is below high severity.</summary>
    public static void JoinWave(this StoreUnit unit, string waveId, string incidentId, DateTimeOffset at, DateTimeOffset now)
    {
        unit.Execute("UPDATE wave SET last_at = max(last_at, @at) WHERE id = @waveId", new { waveId, at = at.ToRow() });
        var tied = unit.Execute(
            """
            UPDATE incident SET wave = @waveId, severity = max(severity, @high), version = version + 1, updated_at = @now,
                   reasons = json_insert(reasons, '$[#]', 'Волна: много сообщений на одну тему на одной территории')
            WHERE id = @incidentId AND wave IS NULL
            """, new { waveId, incidentId, high = (int)Severity.High, now = now.ToRow() });
        if (tied > 0)
        {
            unit.Audit(now, "машина", "вошёл в волну", incidentId, waveId);
            unit.Execute(
                """
                INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
                SELECT @kind, id, agency_id, 1, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL AND is_quiet = 0 ON CONFLICT DO NOTHING
                """, new { kind = OutboxKind.Wave, incidentId, now = now.ToRow() });
        }
    }
}
