using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Notify;

/// <summary>
/// Binds waiting outbox rows to mails, one per agency. A row is due when it is urgent, or when one of the day's digest hours has passed since
/// it was written; a mail that goes out takes all the agency's waiting rows along. What was bound stays bound: sending again sends the same mail.
/// </summary>
public sealed class DigestComposer(IncidentStore store, DigestSettings settings, TimeZoneInfo zone, TimeProvider clock)
{
    /// <returns>Number of mails composed.</returns>
    public Task<int> ComposeAsync(CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var due = Due(unit.Query<DueAgency>, now);
        foreach (var (agency, _, isUrgent, id) in due)
        {
            unit.Execute("INSERT INTO digest (id, agency_id, composed_at, is_urgent) VALUES (@id, @agency, @now, @isUrgent)", new { id, agency, now = now.ToRow(), isUrgent });
            unit.Execute("UPDATE outbox SET digest_id = @id WHERE digest_id IS NULL AND agency_id = @agency", new { id, agency });
        }

        return due.Count;
    }, cancellationToken);

    /// <summary>What <see cref="ComposeAsync"/> would bind at <paramref name="at"/>, without binding it.</summary>
    public IReadOnlyList<DueAgency> Preview(DateTimeOffset at) => store.Read(connection => Due((sql, parameters) => Dapper.SqlMapper.Query<DueAgency>(connection, sql, parameters), at));

    private List<DueAgency> Due(Func<string, object?, IEnumerable<DueAgency>> query, DateTimeOffset now) => [.. query(
        """
        SELECT agency_id AS Agency, min(id) AS FirstRow, max(is_urgent) AS IsUrgent FROM outbox WHERE digest_id IS NULL
        GROUP BY agency_id HAVING max(is_urgent) = 1 OR min(created_at) < @slot ORDER BY agency_id
        """, new { slot = LastSlot(now).ToRow() })];

    /// <summary>The latest digest hour that has passed.</summary>
    internal DateTimeOffset LastSlot(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var candidates = settings.Hours.SelectMany(hour => new[] { local.Date.AddHours(hour), local.Date.AddDays(-1).AddHours(hour) });
        var slot = candidates.Where(time => time <= local.DateTime).Max();
        return new DateTimeOffset(slot, zone.GetUtcOffset(slot)).ToUniversalTime();
    }
}

/// <summary>An agency whose waiting rows are due.</summary>
/// <param name="FirstRow">The oldest waiting row; with the agency it names the mail.</param>
public sealed record DueAgency(string Agency, long FirstRow, bool IsUrgent)
{
    private DueAgency(string agency, long firstRow, long isUrgent)
        : this(agency, firstRow, isUrgent != 0)
    {
    }

    public string DigestId => StableId.Hash($"{Agency}\n{FirstRow}");

    public void Deconstruct(out string agency, out long firstRow, out bool isUrgent, out string digestId) =>
        (agency, firstRow, isUrgent, digestId) = (Agency, FirstRow, IsUrgent, DigestId);
}
