using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>Waves in the record: what <see cref="Group.WaveWatch"/> asks of a unit of work.</summary>
internal static class WaveRows
{
    /// <summary>The wave of a topic and municipality that a time belongs to: its last post is no older than <paramref name="silence"/>, its first no newer than <paramref name="before"/> ahead.</summary>
    public static (string Id, DateTimeOffset SeenAt)? FindWave(this StoreUnit unit, string topic, string municipality, DateTimeOffset at, TimeSpan silence, TimeSpan before) => unit
        .Query<(string Id, long SeenAt)>(
            "SELECT id, seen_at FROM wave WHERE topic = @topic AND municipality = @municipality AND @at >= started_at - @before AND @at <= last_at + @silence ORDER BY last_at DESC LIMIT 1",
            new { topic, municipality, at = at.ToRow(), silence = (long)silence.TotalMilliseconds, before = (long)before.TotalMilliseconds })
        .Select(row => ((string Id, DateTimeOffset SeenAt)?)(row.Id, Time.FromRow(row.SeenAt))).FirstOrDefault();

    /// <summary>A post that was read late shows that the wave could be seen before.</summary>
    public static void WaveSeenSooner(this StoreUnit unit, string waveId, DateTimeOffset startedAt, DateTimeOffset seenAt)
    {
        unit.Execute("UPDATE wave SET started_at = min(started_at, @started), seen_at = min(seen_at, @seen) WHERE id = @waveId", new { waveId, started = startedAt.ToRow(), seen = seenAt.ToRow() });
        Recount(unit, waveId);
    }

    /// <summary>
    /// People who wrote of a topic in a municipality, published after <paramref name="from"/> and not after <paramref name="to"/>: five messages of one
    /// quarrel are no wave. A post without an author counts as somebody of its own.
    /// </summary>
    public static int CountVoices(this StoreUnit unit, string topic, string municipality, DateTimeOffset from, DateTimeOffset to) => unit.Query<int>(
        """
        SELECT count(DISTINCT coalesce(p.author_id, p.author, p.id)) FROM incident_post ip JOIN post p ON p.id = ip.post_id
        WHERE ip.topic = @topic AND ip.municipality = @municipality AND ip.published_at > @from AND ip.published_at <= @to
        """,
        new { topic, municipality, from = from.ToRow(), to = to.ToRow() }).Single();

    /// <summary>The same people, each by the time of his last word.</summary>
    public static List<DateTimeOffset> Voices(this StoreUnit unit, string topic, string municipality, DateTimeOffset from, DateTimeOffset to) => [.. unit.Query<long>(
        """
        SELECT max(ip.published_at) FROM incident_post ip JOIN post p ON p.id = ip.post_id
        WHERE ip.topic = @topic AND ip.municipality = @municipality AND ip.published_at > @from AND ip.published_at <= @to GROUP BY coalesce(p.author_id, p.author, p.id)
        """,
        new { topic, municipality, from = from.ToRow(), to = to.ToRow() }).Select(Time.FromRow)];

    /// <summary>Publication of the oldest post of an incident: how far back a baseline can reach.</summary>
    public static DateTimeOffset? FirstPostAt(this StoreUnit unit) => Time.FromRow(unit.Query<long?>("SELECT min(published_at) FROM incident_post").Single());

    /// <summary>Begins a wave: the incidents of its window are tied to it, become urgent, and their agencies are told at once.</summary>
    public static void AddWave(this StoreUnit unit, Wave wave, double chance, DateTimeOffset now, Action<string> raised)
    {
        unit.Execute("INSERT INTO wave (id, topic, municipality, started_at, seen_at, last_at, chance) VALUES (@Id, @Topic, @Municipality, @started, @seen, @seen, @chance)",
            new { wave.Id, wave.Topic, wave.Municipality, started = wave.StartedAt.ToRow(), seen = wave.SeenAt.ToRow(), chance });
        var incidents = unit.Query<string>(
            "SELECT DISTINCT incident_id FROM incident_post WHERE topic = @Topic AND municipality = @Municipality AND published_at >= @started AND published_at <= @seen ORDER BY incident_id",
            new { wave.Topic, wave.Municipality, started = wave.StartedAt.ToRow(), seen = wave.SeenAt.ToRow() }).ToList();
        unit.Audit(now, "машина", "началась волна", wave.Id, $"{wave.Topic}, {wave.Municipality}: инцидентов {incidents.Count}");
        foreach (var incident in incidents)
        {
            unit.JoinWave(wave.Id, incident, wave.SeenAt, now, raised);
        }
    }

    /// <summary>Ties an incident to a wave. Within a wave nothing is below high severity; <paramref name="raised"/> hears of an incident that was.</summary>
    public static void JoinWave(this StoreUnit unit, string waveId, string incidentId, DateTimeOffset at, DateTimeOffset now, Action<string> raised)
    {
        unit.Execute("UPDATE wave SET last_at = max(last_at, @at), ended_at = iif(ended_at IS NULL, NULL, max(ended_at, @at)) WHERE id = @waveId", new { waveId, at = at.ToRow() });
        Recount(unit, waveId);
        var wasLower = unit.Query<int>("SELECT severity FROM incident WHERE id = @incidentId AND wave IS NULL", new { incidentId }).Any(severity => severity < (int)Severity.High);
        var tied = unit.Execute(
            """
            UPDATE incident SET wave = @waveId, severity = max(severity, @high), version = version + 1, updated_at = @now,
                   reasons = json_insert(reasons, '$[#]', @reason)
            WHERE id = @incidentId AND wave IS NULL
            """, new { waveId, incidentId, high = (int)Severity.High, now = now.ToRow(), reason = wasLower ? "Волна: много сообщений на одну тему на одной территории; срочность повышена" : "Волна: много сообщений на одну тему на одной территории" });
        if (tied == 0)
        {
            return;
        }

        if (wasLower)
        {
            raised(incidentId);
        }

        unit.Audit(now, "машина", "вошёл в волну", incidentId, waveId);
        unit.Execute(
            """
            INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
            SELECT @kind, id, agency_id, 1, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL AND is_quiet = 0 ON CONFLICT DO NOTHING
            """, new { kind = OutboxKind.Wave, incidentId, now = now.ToRow() });
    }

    /// <summary>When an incident began: its terms count from there.</summary>
    public static DateTimeOffset StartOf(this StoreUnit unit, string incidentId) => Time.FromRow(unit.Query<long>("SELECT started_at FROM incident WHERE id = @incidentId", new { incidentId }).Single());

    /// <summary>Ends the waves whose last post is older than <paramref name="silentSince"/>.</summary>
    /// <returns>How many.</returns>
    public static int CloseWaves(this StoreUnit unit, DateTimeOffset silentSince, DateTimeOffset now)
    {
        var over = unit.Query<string>("SELECT id FROM wave WHERE ended_at IS NULL AND last_at <= @silentSince ORDER BY last_at", new { silentSince = silentSince.ToRow() }).ToList();
        foreach (var id in over)
        {
            Recount(unit, id);
            unit.Execute("UPDATE wave SET ended_at = last_at WHERE id = @id", new { id });
            unit.Execute("UPDATE incident SET version = version + 1, updated_at = @now WHERE wave = @id", new { id, now = now.ToRow() });
            unit.Audit(now, "машина", "волна кончилась", id, null);
        }

        return over.Count;
    }

    /// <summary>Posts, people, views and the hour with most posts, over all of the wave's time.</summary>
    private static void Recount(StoreUnit unit, string waveId) => unit.Execute(
        """
        UPDATE wave SET (posts, authors, views) = (
                SELECT count(*), count(DISTINCT coalesce(p.author_id, p.author, p.id)), coalesce(sum(p.views), 0) FROM incident_post ip JOIN post p ON p.id = ip.post_id
                WHERE ip.topic = wave.topic AND ip.municipality = wave.municipality AND ip.published_at BETWEEN wave.started_at AND wave.last_at),
            (peak_at, peak_posts) = (
                SELECT ip.published_at / 3600000 * 3600000 AS hour, count(*) FROM incident_post ip
                WHERE ip.topic = wave.topic AND ip.municipality = wave.municipality AND ip.published_at BETWEEN wave.started_at AND wave.last_at
                GROUP BY hour ORDER BY count(*) DESC, hour LIMIT 1)
        WHERE id = @waveId
        """, new { waveId });
}
