using IncidentMonitor.Commands;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// Keeps the index equal to the record: sends what the record's triggers noted, rests when the cluster is away (the record keeps the place, so
/// hours or a restart lose nothing), and builds the index anew when there is none, when it is lost, or when its shape changed.
/// </summary>
internal sealed class Projector(IncidentStore store, IndexCluster cluster, IndexFeed feed, IndexRebuild rebuild, TimeProvider clock, ILogger<Projector> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _buildRestsUntil;
    private long _buildFailures;
    private string? _complaint;

    /// <summary>Why the index gets nothing at present; null while it does.</summary>
    public string? Complaint => _complaint;

    public void Dispose() => _one.Dispose();

    /// <summary>Sends all that is due.</summary>
    /// <param name="evenIfResting">Try now, however lately it failed: a person asks.</param>
    /// <returns>Null, or why it stopped before the end.</returns>
    public async Task<string?> DrainAsync(CancellationToken cancellationToken, bool evenIfResting = false)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await TargetAsync(cancellationToken) is { } target ? await DrainAsync(evenIfResting ? target with { RetryAt = default } : target, cancellationToken) : _complaint;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The live target, built first if there is none that fits; null while that fails.</summary>
    private async Task<IndexTarget?> TargetAsync(CancellationToken cancellationToken)
    {
        var target = store.Live();
        if (target is not null && target.Alias == cluster.Alias && target.Name.StartsWith(cluster.Shape.Hash, StringComparison.Ordinal))
        {
            return target;
        }

        if (clock.GetUtcNow() < _buildRestsUntil)
        {
            return null;
        }

        try
        {
            await rebuild.RunAsync(progress: null, giveUpAfter: null, cancellationToken);
            (_buildFailures, _complaint) = (0, null);
            return store.Live();
        }
        catch (Exception error) when (error is SearchException or UserError)
        {
            Complain(error.Message);
            _buildRestsUntil = clock.GetUtcNow() + SearchRest.After(_buildFailures++);
            return null;
        }
    }

    private async Task<string?> DrainAsync(IndexTarget target, CancellationToken cancellationToken)
    {
        if (target.RetryAt > clock.GetUtcNow())
        {
            return target.LastError;
        }

        try
        {
            if (!target.IsPublished)
            {
                await rebuild.PublishAsync(target.Name, cancellationToken);
            }

            while (feed.ReadQueue(target.Name) is { IsEmpty: false } batch)
            {
                await feed.SendAsync(target.Name, isLive: true, batch, cancellationToken);
            }

            if (target.Failures > 0)
            {
                await store.WriteAsync(unit => unit.TargetAnswered(target.Name), cancellationToken);
                log.LogInformation("The index is back; nothing waits for it");
            }

            _complaint = null;
            return null;
        }
        catch (SearchException error) when (error.Fault is SearchFault.Missing)
        {
            log.LogWarning("The index is built anew: {Error}", error.Message);
            await store.WriteAsync(unit => unit.Forget(target.Name), cancellationToken);
            return error.Message;
        }
        catch (SearchException error)
        {
            Complain(error.Message);
            SearchMetrics.Failures.Add(1);
            await store.WriteAsync(unit => unit.TargetFailed(target.Name, clock.GetUtcNow() + SearchRest.After(target.Failures), error.Message), cancellationToken);
            return error.Message;
        }
    }

    /// <summary>Deletes the indices of years that are no longer kept, and mends the alias. Meant for once an hour.</summary>
    public async Task TendAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (store.Live() is not { } target || target.Alias != cluster.Alias || target.RetryAt > clock.GetUtcNow())
            {
                return;
            }

            foreach (var year in store.IndexYears(target.Name).Where(year => year < feed.FirstYear))
            {
                await cluster.DeleteAsync(cluster.IndexName(target.Name, year), cancellationToken);
                await store.WriteAsync(unit => unit.DropIndex(target.Name, year), cancellationToken);
                log.LogInformation("The index of {Year} is past its retention and deleted; the record keeps its incidents", year);
            }

            await cluster.PublishAsync(target.Name, cancellationToken);
        }
        catch (SearchException error)
        {
            Complain(error.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Once for each new reason: an absent cluster must not fill the log.</summary>
    private void Complain(string message)
    {
        if (_complaint != message)
        {
            _complaint = message;
            log.LogWarning("The index gets nothing for now, changes wait in the record: {Error}", message);
        }
    }
}
