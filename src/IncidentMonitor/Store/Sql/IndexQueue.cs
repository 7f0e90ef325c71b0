using Dapper;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>A set of indices that the record keeps equal to itself.</summary>
/// <param name="Name">Shape and generation.</param>
/// <param name="IsLive">The one that people search; else it is being built.</param>
/// <param name="IsPublished">The alias was moved to it.</param>
/// <param name="RetryAt">It rests until then after <paramref name="Failures"/> failures in a row.</param>
internal sealed record IndexTarget(string Name, string Alias, bool IsLive, bool IsPublished, long Failures, DateTimeOffset RetryAt, string? LastError);

/// <summary>A changed incident that an index must be told of.</summary>
/// <param name="Year">Of the index; another than the incident's own means that it must go from there.</param>
/// <param name="Seq">The change; a later one gets a higher number.</param>
internal sealed record QueuedIncident(string IncidentId, int Year, long Seq, long Attempts);

/// <summary>How far the index is behind the record.</summary>
/// <param name="Waiting">Changes that will be sent.</param>
/// <param name="Parked">Incidents that the index refused.</param>
/// <param name="Lag">Age of the oldest waiting change; zero when none waits.</param>
internal sealed record IndexLag(IndexTarget? Live, long Waiting, long Parked, TimeSpan Lag, string? ParkedBecause);

/// <summary>The record's side of the search index: its targets and what they wait for. The notes themselves are made by triggers (migration 7).</summary>
internal static class IndexQueue
{
    private const string TargetColumns = "name, alias, state = 'live', is_published, failures, retry_at, last_error";

    /// <summary>Earlier years share one index: a source with a broken clock must not make an index for each year of its own.</summary>
    private const string YearOf = "max(2000, CAST(strftime('%Y', started_at / 1000, 'unixepoch') AS INTEGER))";

    public static int Year(DateTimeOffset startedAt) => Math.Max(2000, startedAt.UtcDateTime.Year);

    public static IndexTarget? Live(this IncidentStore store) => store.Read(connection => Targets(connection, "state = 'live'").FirstOrDefault());

    public static bool HasTargets(this IncidentStore store) => store.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM search_target") > 0);

    /// <summary>Begins to note changes for a new target; what a dead builder left is cleared.</summary>
    /// <returns>False: another builder is at work.</returns>
    public static bool BeginBuild(this StoreUnit unit, string name, string alias, DateTimeOffset now, TimeSpan patience)
    {
        if (unit.Query<int>("SELECT count(*) FROM search_target WHERE state = 'building' AND beat_at > @since", new { since = (now - patience).ToRow() }).Single() > 0)
        {
            return false;
        }

        unit.Execute("DELETE FROM search_target WHERE state = 'building'");
        unit.Execute("DELETE FROM search_target WHERE name = @name", new { name });
        unit.Execute("INSERT INTO search_target (name, alias, state, beat_at) VALUES (@name, @alias, 'building', @now)", new { name, alias, now = now.ToRow() });
        return true;
    }

    /// <returns>False: somebody else took the building over.</returns>
    public static bool Beat(this StoreUnit unit, string name, DateTimeOffset now) =>
        unit.Execute("UPDATE search_target SET beat_at = @now WHERE name = @name AND state = 'building'", new { name, now = now.ToRow() }) > 0;

    /// <summary>The built target takes over; the one before it gets no more changes.</summary>
    public static void GoLive(this StoreUnit unit, string name)
    {
        unit.Execute("DELETE FROM search_target WHERE name <> @name", new { name });
        unit.Execute("UPDATE search_target SET state = 'live', failures = 0, retry_at = 0, last_error = NULL WHERE name = @name", new { name });
    }

    public static void Published(this StoreUnit unit, string name) => unit.Execute("UPDATE search_target SET is_published = 1 WHERE name = @name", new { name });

    /// <summary>Its indices are gone: nothing is noted for it any more, and the projector builds a new one.</summary>
    public static void Forget(this StoreUnit unit, string name) => unit.Execute("DELETE FROM search_target WHERE name = @name", new { name });

    /// <summary>No index is configured: nothing is noted.</summary>
    public static void ForgetAllTargets(this StoreUnit unit) => unit.Execute("DELETE FROM search_target");

    public static IReadOnlyList<int> IndexYears(this IncidentStore store, string target) => store.Read(connection =>
        connection.Query<int>("SELECT year FROM search_index WHERE target = @target ORDER BY year", new { target }).AsList());

    /// <returns>False: the target is no longer one.</returns>
    public static bool AddIndex(this StoreUnit unit, string target, int year) =>
        unit.Execute("INSERT INTO search_index (target, year) SELECT name, @year FROM search_target WHERE name = @target ON CONFLICT DO UPDATE SET year = excluded.year", new { target, year }) > 0;

    public static void DropIndex(this StoreUnit unit, string target, int year)
    {
        unit.Execute("DELETE FROM search_index WHERE target = @target AND year = @year", new { target, year });
        unit.Execute("DELETE FROM search_queue WHERE target = @target AND year = @year", new { target, year });
    }

    /// <summary>What is next for a target, oldest change first.</summary>
    public static IReadOnlyList<QueuedIncident> Next(SqliteConnection connection, string target, DateTimeOffset now, int limit) => [.. connection
        .Query<(string Id, long Year, long Seq, long Attempts)>(
            "SELECT incident_id, year, seq, attempts FROM search_queue WHERE target = @target AND retry_at <= @now ORDER BY retry_at, seq LIMIT @limit", new { target, now = now.ToRow(), limit })
        .Select(row => new QueuedIncident(row.Id, (int)row.Year, row.Seq, row.Attempts))];

    /// <summary>Ids of the incidents after a number, with the version that a document read in the same snapshot has.</summary>
    public static (long Version, IReadOnlyList<(string Id, long Number, int Year)> Incidents) After(SqliteConnection connection, long number, int limit) => (
        connection.ExecuteScalar<long>("SELECT value FROM search_clock"),
        connection.Query<(string, long, int)>($"SELECT id, number, {YearOf} FROM incident WHERE number > @number ORDER BY number LIMIT @limit", new { number, limit }).AsList());

    /// <summary>The index has it. A change that came meanwhile has another number and stays.</summary>
    public static void Indexed(this StoreUnit unit, string target, IEnumerable<QueuedIncident> done) => unit.Execute(
        "DELETE FROM search_queue WHERE target = @target AND incident_id = @IncidentId AND year = @Year AND seq = @Seq",
        done.Select(item => new { target, item.IncidentId, item.Year, item.Seq }));

    /// <summary>The index refused it: it waits, with the reason, and blocks nobody.</summary>
    public static void Park(this StoreUnit unit, string target, QueuedIncident item, string error, DateTimeOffset retryAt) => unit.Execute(
        """
        INSERT INTO search_queue (target, incident_id, year, seq, noted_at, attempts, retry_at, error)
        SELECT name, @IncidentId, @Year, @Seq, CAST(unixepoch('subsec') * 1000 AS INTEGER), 1, @retry, @error FROM search_target WHERE name = @target
        ON CONFLICT DO UPDATE SET attempts = attempts + 1, retry_at = excluded.retry_at, error = excluded.error WHERE seq <= excluded.seq
        """, new { target, item.IncidentId, item.Year, item.Seq, retry = retryAt.ToRow(), error });

    /// <summary>Parked incidents are tried again at once.</summary>
    public static void Unpark(this StoreUnit unit, string target) => unit.Execute("UPDATE search_queue SET retry_at = 0 WHERE target = @target AND retry_at > 0", new { target });

    public static void TargetFailed(this StoreUnit unit, string target, DateTimeOffset retryAt, string error) => unit.Execute(
        "UPDATE search_target SET failures = failures + 1, retry_at = @retry, last_error = @error WHERE name = @target", new { target, retry = retryAt.ToRow(), error });

    public static void TargetAnswered(this StoreUnit unit, string target) => unit.Execute(
        "UPDATE search_target SET failures = 0, retry_at = 0, last_error = NULL WHERE name = @target", new { target });

    public static long Waiting(this IncidentStore store, string target) => store.Read(connection =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM search_queue WHERE target = @target AND error IS NULL", new { target }));

    public static IndexLag ReadLag(this IncidentStore store) => store.Read(connection =>
    {
        if (Targets(connection, "state = 'live'").FirstOrDefault() is not { } live)
        {
            return new IndexLag(null, 0, 0, TimeSpan.Zero, null);
        }

        var (waiting, parked, lag, because) = connection.QuerySingle<(long, long, long?, string?)>(
            """
            SELECT count(*) FILTER (WHERE error IS NULL), count(*) FILTER (WHERE error IS NOT NULL),
                   CAST(unixepoch('subsec') * 1000 AS INTEGER) - min(noted_at) FILTER (WHERE error IS NULL), max(error)
            FROM search_queue WHERE target = @Name
            """, new { live.Name });
        return new IndexLag(live, waiting, parked, TimeSpan.FromMilliseconds(Math.Max(0, lag ?? 0)), because);
    });

    private static IEnumerable<IndexTarget> Targets(SqliteConnection connection, string where) => connection
        .Query<(string Name, string Alias, bool IsLive, bool IsPublished, long Failures, long RetryAt, string? Error)>($"SELECT {TargetColumns} FROM search_target WHERE {where}")
        .Select(row => new IndexTarget(row.Name, row.Alias, row.IsLive, row.IsPublished, row.Failures, Time.FromRow(row.RetryAt), row.Error));
}
