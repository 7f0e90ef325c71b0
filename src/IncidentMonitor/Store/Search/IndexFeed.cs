using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>Carries incidents from the record to a target's indices and notes in the record what became of them.</summary>
internal sealed class IndexFeed(IncidentStore store, IndexCluster cluster, Settings settings, TimeProvider clock, ILogger<IndexFeed> log)
{
    private static readonly TimeSpan FirstParking = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestParking = TimeSpan.FromHours(6);

    private readonly TimeZoneInfo _zone = settings.Region.Zone;
    private readonly SearchSettings _search = settings.Search;

    /// <summary>Back-pressure: halves when the engine has too much to do or finds a request too large, and grows back with each success.</summary>
    private int _limit = settings.Search.BulkCount;

    /// <summary>The first year that the index keeps.</summary>
    public int FirstYear => _search.RetentionYears == 0 ? 0 : clock.GetUtcNow().Year - _search.RetentionYears;

    /// <summary>What waits for a target, in one snapshot of the record; no items when nothing does.</summary>
    public IndexBatch ReadQueue(string target)
    {
        var years = store.IndexYears(target);
        return store.Read(connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            var queued = IndexQueue.Next(connection, target, clock.GetUtcNow(), _limit);
            var incidents = IncidentQueries.ForIndex(connection, [.. queued.Select(item => item.IncidentId).Distinct(StringComparer.Ordinal)])
                .ToDictionary(indexed => indexed.Incident.Id, StringComparer.Ordinal);
            var batch = new IndexBatch();
            foreach (var item in queued.TakeWhile(_ => batch.Body.Length < _search.BulkBytes))
            {
                var indexed = incidents.GetValueOrDefault(item.IncidentId);
                if (indexed is not null && IndexQueue.Year(indexed.Incident.StartedAt) == item.Year && item.Year >= FirstYear)
                {
                    batch.Index(cluster.WriteAlias(target, item.Year), item, Document(indexed));
                }
                else if (years.Contains(item.Year))
                {
                    batch.Delete(cluster.WriteAlias(target, item.Year), item);
                }
                else
                {
                    batch.Moot.Add(item);
                }
            }

            return batch;
        });
    }

    /// <summary>The incidents after a number, whether they changed or not; covers none behind the last one.</summary>
    public IndexBatch ReadAfter(string target, long number) => store.Read(connection =>
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var (version, incidents) = IndexQueue.After(connection, number, _limit);
        var batch = new IndexBatch { IsCopy = true, LastNumber = number };
        foreach (var indexed in IncidentQueries.ForIndex(connection, [.. incidents.Where(row => row.Year >= FirstYear).Select(row => row.Id)]))
        {
            if (batch.Body.Length >= _search.BulkBytes)
            {
                batch.Covered = incidents.Count(row => row.Number <= batch.LastNumber);
                return batch;
            }

            var year = IndexQueue.Year(indexed.Incident.StartedAt);
            batch.Index(cluster.WriteAlias(target, year), new QueuedIncident(indexed.Incident.Id, year, version, 0), Document(indexed));
            batch.LastNumber = indexed.Incident.Number;
        }

        batch.Covered = incidents.Count;
        batch.LastNumber = incidents.Count > 0 ? incidents[^1].Number : number;
        return batch;
    });

    /// <summary>Sends a batch. What the engine took leaves the queue, what it refused is parked with the reason, also when the rest fails.</summary>
    /// <returns>Documents that the engine took or refused.</returns>
    /// <exception cref="SearchException">The index as a whole is in trouble; what is left stays in the queue.</exception>
    public async Task<int> SendAsync(string target, bool isLive, IndexBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Moot.Count > 0)
        {
            await store.WriteAsync(unit => unit.Indexed(target, batch.Moot), cancellationToken);
        }

        if (batch.Items.Count == 0)
        {
            return 0;
        }

        await EnsureAsync(target, isLive, batch.Items.Select(item => item.Year).Distinct(), cancellationToken);
        var outcome = await AskAsync(batch, cancellationToken);
        if (!batch.IsCopy || outcome.Refused.Count > 0)
        {
            await store.WriteAsync(unit => Note(unit, target, batch, outcome), cancellationToken);
        }

        SearchMetrics.Indexed.Add(outcome.Done.Count);
        foreach (var (item, reason) in outcome.Refused)
        {
            SearchMetrics.Refused.Add(1);
            log.LogWarning("The index refuses incident {Incident}, it waits parked: {Reason}", item.IncidentId, reason);
        }

        if (outcome.OfIndex is { } trouble)
        {
            Shrink(batch.Items.Count);
            throw trouble;
        }

        _limit = Math.Min(_limit * 2, _search.BulkCount);
        return outcome.Done.Count + outcome.Refused.Count;
    }

    private void Note(StoreUnit unit, string target, IndexBatch batch, BulkOutcome outcome)
    {
        if (!batch.IsCopy)
        {
            unit.Indexed(target, outcome.Done);
        }

        foreach (var (item, reason) in outcome.Refused)
        {
            var parking = FirstParking * Math.Pow(2, Math.Min(item.Attempts, 8));
            unit.Park(target, item, reason, clock.GetUtcNow() + (parking < LongestParking ? parking : LongestParking));
        }
    }

    private async Task<BulkOutcome> AskAsync(IndexBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await cluster.Client.SendAsync(HttpMethod.Post, BulkOutcome.Path, batch.Body, null, cancellationToken);
            return BulkOutcome.Read(answer.Root, batch.Items, cluster.Client.Where);
        }
        catch (SearchException error) when (error.Fault is SearchFault.Refused && batch.Items.Count == 1)
        {
            return new BulkOutcome([], [(batch.Items[0], error.Message)], null);
        }
        catch (SearchException error) when (error.Fault is SearchFault.Refused)
        {
            // Too large, or one document that spoils the request: smaller ones find out.
            Shrink(batch.Items.Count);
            throw new SearchException(SearchFault.Busy, error.Message, error);
        }
        catch (SearchException error) when (error.Fault is SearchFault.Busy or SearchFault.Unreachable)
        {
            Shrink(batch.Items.Count);
            throw;
        }
    }

    private void Shrink(int sent) => _limit = Math.Max(1, sent / 2);

    /// <summary>Each year has its index before anything is written to it.</summary>
    public async Task EnsureAsync(string target, bool isLive, IEnumerable<int> years, CancellationToken cancellationToken)
    {
        foreach (var year in years.Except(store.IndexYears(target)).ToList())
        {
            await cluster.CreateAsync(target, year, isLive, cancellationToken);
            if (!await store.WriteAsync(unit => unit.AddIndex(target, year), cancellationToken))
            {
                await cluster.DeleteAsync(cluster.IndexName(target, year), cancellationToken);
                throw new SearchException(SearchFault.Missing, $"{target}: another index took over.");
            }
        }
    }

    private IncidentDocument Document(IndexedIncident indexed) => IncidentDocument.Of(indexed, settings.Console, _zone);
}
