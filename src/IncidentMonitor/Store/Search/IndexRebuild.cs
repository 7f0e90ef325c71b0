using IncidentMonitor.Commands;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// Builds a new set of indices from the record beside the one in use, while writes go on: changes are noted for both from the first moment.
/// When the new set has caught up, the record makes it the live one, the alias moves in one step, and the old set is deleted.
/// </summary>
internal sealed class IndexRebuild(IncidentStore store, IndexCluster cluster, IndexFeed feed, TimeProvider clock, ILogger<IndexRebuild> log)
{
    /// <summary>A builder that did not move for so long is dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Fewer waiting changes than this are caught up with after the swap.</summary>
    private const int FewEnough = 500;

    /// <param name="progress">Incidents read so far, and how many there are.</param>
    /// <param name="giveUpAfter">How long the cluster may be away before the work is left; null: for ever.</param>
    /// <exception cref="SearchException">The cluster stayed away, or denies the work.</exception>
    /// <exception cref="UserError">Another process is rebuilding.</exception>
    public async Task<RebuildResult> RunAsync(Action<long, long>? progress, TimeSpan? giveUpAfter, CancellationToken cancellationToken)
    {
        var product = await cluster.Client.ProductAsync(cancellationToken);
        var target = await cluster.NextTargetAsync(cancellationToken);
        if (!await store.WriteAsync(unit => unit.BeginBuild(target, cluster.Alias, clock.GetUtcNow(), Patience), cancellationToken))
        {
            throw new UserError("The index is being rebuilt by another process. Wait for it (if it died: a minute and a half).");
        }

        log.LogInformation("Building index {Target} on {Product} from the record", target, product);
        try
        {
            var patience = new Patient(this, target, giveUpAfter);
            await patience.UntilDoneAsync(() => feed.EnsureAsync(target, isLive: false, [Math.Max(2000, clock.GetUtcNow().Year)], cancellationToken), cancellationToken);
            var read = await CopyAsync(target, patience, progress, cancellationToken);
            while (store.Waiting(target) > FewEnough)
            {
                await patience.DidAsync(() => feed.SendAsync(target, isLive: false, feed.ReadQueue(target), cancellationToken), cancellationToken);
            }

            await patience.UntilDoneAsync(() => cluster.OpenForReadersAsync(target, cancellationToken), cancellationToken);
            await store.WriteAsync(unit => unit.GoLive(target), cancellationToken);
            await PublishAsync(target, cancellationToken);
            return new RebuildResult(target, read);
        }
        catch
        {
            // Changes are no longer noted for it; its indices go with the next one that is published.
            await store.WriteAsync(unit =>
            {
                if (unit.Beat(target, clock.GetUtcNow()))
                {
                    unit.Forget(target);
                }
            }, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Moves the alias to the live target and clears what is left of others; repeated until it succeeded.</summary>
    public async Task PublishAsync(string target, CancellationToken cancellationToken)
    {
        await cluster.PublishAsync(target, cancellationToken);
        await store.WriteAsync(unit => unit.Published(target), cancellationToken);
        log.LogInformation("Alias {Alias} points to index {Target}", cluster.Alias, target);
    }

    private async Task<long> CopyAsync(string target, Patient patience, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var total = store.Read(connection => Dapper.SqlMapper.ExecuteScalar<long>(connection, "SELECT count(*) FROM incident"));
        var read = 0L;
        var after = 0L;
        // The next batch is read and written out while the engine works on this one.
        var next = Task.Run(() => feed.ReadAfter(target, 0), cancellationToken);
        while (await next is { Covered: > 0 } batch)
        {
            next = Task.Run(() => feed.ReadAfter(target, batch.LastNumber), cancellationToken);
            if (!await patience.DidAsync(() => feed.SendAsync(target, isLive: false, batch, cancellationToken), cancellationToken))
            {
                // After trouble it is read anew, in smaller pieces.
                await next;
                next = Task.Run(() => feed.ReadAfter(target, after), cancellationToken);
                continue;
            }

            after = batch.LastNumber;
            read += batch.Covered;
            progress?.Invoke(Math.Min(read, total), total);
        }

        return read;
    }

    /// <summary>Waits out an absent or busy cluster, and tells the record that the builder lives.</summary>
    private sealed class Patient(IndexRebuild rebuild, string target, TimeSpan? giveUpAfter)
    {
        private DateTimeOffset _beatAt = rebuild.Now;
        private DateTimeOffset _wellAt = rebuild.Now;
        private int _failures;

        public async Task UntilDoneAsync(Func<Task> work, CancellationToken cancellationToken)
        {
            while (!await DidAsync(work, cancellationToken))
            {
            }
        }

        /// <returns>False: it failed, and a rest was taken.</returns>
        public async Task<bool> DidAsync(Func<Task> work, CancellationToken cancellationToken)
        {
            if (rebuild.Now - _beatAt > TimeSpan.FromSeconds(20))
            {
                await rebuild.BeatAsync(target, cancellationToken);
                _beatAt = rebuild.Now;
            }

            try
            {
                await work();
                (_failures, _wellAt) = (0, rebuild.Now);
                return true;
            }
            catch (SearchException error) when (error.Fault is SearchFault.Busy or SearchFault.Unreachable && !(rebuild.Now - _wellAt > giveUpAfter))
            {
                rebuild.Complain(error);
                await rebuild.RestAsync(SearchRest.After(_failures++), cancellationToken);
                return false;
            }
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private void Complain(SearchException error) => log.LogWarning("The index is not available, the rebuild waits: {Error}", error.Message);

    private Task RestAsync(TimeSpan rest, CancellationToken cancellationToken) => Task.Delay(rest, clock, cancellationToken);

    private async Task BeatAsync(string target, CancellationToken cancellationToken)
    {
        if (!await store.WriteAsync(unit => unit.Beat(target, clock.GetUtcNow()), cancellationToken))
        {
            throw new UserError("Another process took the rebuilding over.");
        }
    }
}

/// <param name="Read">Incidents of the record that were read.</param>
internal sealed record RebuildResult(string Target, long Read);

/// <summary>How long to rest after failures in a row: 1 s, doubling, a minute at most, so that a cluster which comes back is served soon.</summary>
internal static class SearchRest
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static TimeSpan After(long failures)
    {
        var rest = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failures, 0, 10)));
        return rest < Longest ? rest : Longest;
    }
}
