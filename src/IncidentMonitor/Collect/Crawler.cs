using Dapper;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect;

/// <summary>Asks each collector for its due feeds and hands every page to the flow. Feed health and cursors are the record's.</summary>
public sealed class Crawler(
    IReadOnlyList<ICollector> collectors,
    IReadOnlyList<Feed> feeds,
    IncidentStore store,
    IncidentFlow flow,
    TimeSpan backFill,
    TimeProvider clock,
    ILogger<Crawler> log)
{
    public IReadOnlyList<ICollector> Collectors => collectors;

    /// <summary>Reads every due feed once, one collector after the other in a fixed order, so that a run repeats.</summary>
    /// <param name="only">Name of the only feed to read, due or not.</param>
    /// <returns>Posts new to the record, and the number of feeds that failed.</returns>
    public async Task<(int Added, int Failed)> CrawlAsync(string? only, CancellationToken cancellationToken)
    {
        var (added, failed) = (0, 0);
        foreach (var collector in collectors)
        {
            var (a, f) = await CrawlAsync(collector, only, cancellationToken);
            added += a;
            failed += f;
        }

        return (added, failed);
    }

    /// <summary>Reads the due feeds of one collector.</summary>
    public async Task<(int Added, int Failed)> CrawlAsync(ICollector collector, string? only, CancellationToken cancellationToken)
    {
        var due = Due(collector, only);
        var (added, failed) = (0, 0);
        if (due.Count == 0)
        {
            return (0, 0);
        }

        var open = due.Select(feed => feed.Feed.Name).ToHashSet(StringComparer.Ordinal);
        var firstReads = await store.WriteAsync(unit => open.ToDictionary(name => name, name => unit.FeedFirstRead(name, clock.GetUtcNow())), cancellationToken);
        try
        {
            await foreach (var page in collector.CollectAsync(due, cancellationToken))
            {
                if (page.Fault is { } fault)
                {
                    await FailAsync(page.Feed.Name, fault, cancellationToken);
                    failed++;
                    open.Remove(page.Feed.Name);
                    continue;
                }

                var count = await flow.TakeAsync(page, firstReads[page.Feed.Name] - backFill, page.NextReadAt ?? clock.GetUtcNow() + page.Feed.Every, cancellationToken);
                added += count.Added;
                open.Remove(page.Feed.Name);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A collector promises not to throw; if it does, its unread feeds rest and the others go on.
            log.LogError(error, "Collector {Collector} broke", collector.GetType().Name);
            foreach (var name in open)
            {
                await FailAsync(name, new FeedFault(FaultReason.BadAnswer, $"{error.GetType().Name}: {error.Message}"), cancellationToken);
                failed++;
            }
        }

        return (added, failed);
    }

    private List<DueFeed> Due(ICollector collector, string? only)
    {
        var states = store.Read(connection => connection.Query<(string Name, string? Cursor, long NextAt)>("SELECT name, cursor, next_at FROM feed").ToDictionary(row => row.Name));
        var now = clock.GetUtcNow().ToRow();
        return [.. feeds
            // Those that wait longest come first: a collector may not be able to afford all of them.
            .Where(feed => collector.Kinds.Contains(feed.Kind) && (only is null ? !states.TryGetValue(feed.Name, out var state) || state.NextAt <= now : feed.Name == only))
            .OrderBy(feed => states.TryGetValue(feed.Name, out var state) ? state.NextAt : 0)
            .Select(feed => new DueFeed(feed, states.TryGetValue(feed.Name, out var state) ? state.Cursor : null))];
    }

    private async Task FailAsync(string feed, FeedFault fault, CancellationToken cancellationToken)
    {
        log.LogWarning("Feed {Feed}: {Reason}: {Message}", feed, fault.Reason, fault.Message);
        await store.WriteAsync(unit => unit.FeedFailed(feed, fault, BackOff.NextTry(fault, unit.FeedFailures(feed), clock.GetUtcNow())), cancellationToken);
    }
}
