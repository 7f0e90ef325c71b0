using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;

namespace IncidentMonitor.Assign;

/// <summary>
/// Tells of terms that are near or past: a row of the outbox and a line of the audit trail each, in the transaction that remembers it, so that a
/// restart tells nothing twice. The office hears of both; of a past one also the office above and the one that watches. Where nobody is assigned,
/// the one that watches hears of both.
/// </summary>
public sealed class DeadlineWatch(IncidentStore store, AgencyBook agencies, TimeProvider clock)
{
    /// <summary>Terms per transaction: short enough not to hold up the crawlers.</summary>
    private const int BatchSize = 200;

    /// <returns>How many terms were told of.</returns>
    public async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var told = 0;
        int batch;
        do
        {
            batch = await store.WriteAsync(unit =>
            {
                var due = unit.DueTerms(now, BatchSize);
                foreach (var term in due)
                {
                    Tell(unit, term, now);
                }

                return due.Count;
            }, cancellationToken);
            told += batch;
        }
        while (batch == BatchSize);

        return told;
    }

    private void Tell(StoreUnit unit, DueTerm term, DateTimeOffset now)
    {
        // Both at once (the service was down): the end is what counts.
        var isPast = term.DueAt <= now.ToRow();
        var severity = (Severity)term.Severity;
        var isUrgent = severity == Severity.Critical || (isPast && severity == Severity.High);
        var readers = Readers(term.AgencyId, isPast).ToList();
        foreach (var reader in readers)
        {
            unit.Enqueue(OutboxKind.OfTerm(term.Kind, isPast), term.IncidentId, reader.Id, isUrgent, now);
        }

        unit.TermTold(term.IncidentId, term.Kind, isPast);
        unit.Execute("UPDATE incident SET version = version + 1, updated_at = @now WHERE id = @IncidentId", new { term.IncidentId, now = now.ToRow() });
        unit.Audit(now, "машина", $"{Words.OfTerm(Enum.Parse<TermKind>(term.Kind, ignoreCase: true))}: {(isPast ? "срок прошёл" : "срок близко")}", term.IncidentId,
            readers.Count > 0 ? $"сообщено: {string.Join(", ", readers.Select(reader => reader.Name))}" : null);
    }

    private IEnumerable<Department> Readers(string? agencyId, bool isPast)
    {
        var office = agencyId is null ? null : agencies.Find(agencyId);
        IEnumerable<Department?> readers = office is null ? [agencies.Watch] : isPast ? [.. agencies.ChainOf(office).Take(2), agencies.Watch] : [office];
        return readers.OfType<Department>().DistinctBy(reader => reader.Id);
    }
}
