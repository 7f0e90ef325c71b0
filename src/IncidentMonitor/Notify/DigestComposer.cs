using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Notify;

/// <summary>
/// Binds waiting outbox rows to mails, one per agency. A row is due when it is urgent, or when one of the day's digest hours has passed since
/// it was written; a mail that goes out takes all the agency's waiting rows along, but those of incidents that were merged into another. What was bound stays bound: sending again sends the same mail.
/// </summary>
public sealed class DigestComposer(IncidentStore store, DigestSettings settings, TimeZoneInfo zone, TimeProvider clock)
{
    /// <returns>Number of mails composed.</returns>
    public Task<int> ComposeAsync(CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var due = Due(unit.Query<DueAgency>, now);
        foreach (var mail in due)
        {
            unit.Execute("INSERT INTO digest (id, agency_id, composed_at, is_urgent) VALUES (@DigestId, @Agency, @now, @IsUrgent)", new { mail.DigestId, mail.Agency, now = now.ToRow(), mail.IsUrgent });
            unit.Execute("UPDATE outbox SET digest_id = @DigestId WHERE digest_id IS NULL AND agency_id = @Agency AND (SELECT merged_into FROM incident i WHERE i.id = incident_id) IS NULL", new { mail.DigestId, mail.Agency });
        }

        return due.Count;
    }, cancellationToken);

    /// <summary>What <see cref="ComposeAsync"/> would bind at <paramref name="at"/>, without binding it.</summary>
    public IReadOnlyList<DueAgency> Preview(DateTimeOffset at) => store.Read(connection => Due((sql, parameters) => Dapper.SqlMapper.Query<DueAgency>(connection, sql, parameters), at));

    private List<DueAgency> Due(Func<string, object?, IEnumerable<DueAgency>> query, DateTimeOffset now) => [.. query(
        """
        SELECT o.agency_id AS Agency, min(o.id) AS FirstRow, max(o.is_urgent) AS IsUrgent FROM outbox o JOIN incident i ON i.id = o.incident_id
        WHERE o.digest_id IS NULL AND i.merged_into IS NULL
        GROUP BY o.agency_id HAVING max(o.is_urgent) = 1 OR min(o.created_at) < @slot ORDER BY o.agency_id
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
public sealed record DueAgency
{
    public string Agency { get; init; } = "";

    /// <summary>The oldest waiting row; with the agency it names the mail.</summary>
    public long FirstRow { get; init; }

    public bool IsUrgent { get; init; }

    public string DigestId => StableId.Hash($"{Agency}\n{FirstRow}");
}
