using System.Runtime.CompilerServices;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Walls with their comments, and searches, over VK's API with a pool of tokens. The day's calls decide how fresh the picture is, so each feed's
/// next read is planned: see <see cref="VkReadPlan"/>.
/// </summary>
public sealed class VkCollector : ICollector, IDisposable
{
    /// <summary>Walls held in memory before they are handed on: four full batches.</summary>
    private const int WallsAtOnce = 4 * VkClient.MaxBatch;

    private const string WallMethod = "wall.get";

    private readonly VkSettings settings;
    private readonly VkTokenPool pool;
    private readonly VkClient client;
    private readonly VkReadPlan plan;
    private readonly TimeProvider clock;

    /// <param name="zone">Of the region: people's days and nights shape when posts come.</param>
    public VkCollector(VkSettings settings, TimeZoneInfo zone, CrawlerHttp http, IncidentStore store, TimeProvider clock, ILogger<VkCollector> log)
    {
        this.settings = settings;
        this.clock = clock;
        pool = new(settings, store, clock, log);
        client = new(settings, http, pool);
        plan = new(settings, zone, pool, store, clock);
    }

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.VkWall, FeedKind.VkSearch };

    public void Dispose() => pool.Dispose();

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (pool.Tokens.Count == 0)
        {
            foreach (var feed in due)
                yield return new() { Feed = feed.Feed, Fault = new(FaultReason.Auth, "no VK token is set") };
            yield break;
        }
        await pool.PresentAsync(cancellationToken);
        // One batch for all: what VK refuses for a method is not asked again for the next feed.
        var batch = new VkBatch(client, pool, settings, clock);
        var (walls, refused) = await AffordAsync(WallMethod, [.. due.Where(d => d.Feed.Kind == FeedKind.VkWall)], cancellationToken);
        foreach (var result in refused)
            yield return result;
        foreach (var some in walls.Chunk(WallsAtOnce))
        {
            var reads = some.Select(d => new VkWallRead(d, settings, clock.GetUtcNow())).ToList();
            await VkWalls.ReadAsync(reads, batch, cancellationToken);
            var good = reads.Where(w => w.Fault is null).ToList();
            await VkYoung.ReadAsync(good, batch, settings, clock, cancellationToken);
            await VkComments.ReadAsync(good, batch, clock, cancellationToken);
            var next = await plan.ObserveAsync(WallMethod, [.. good.Select(w => (w.Due.Feed, w.Posts.Where(VkYoung.IsOwn).Where(p => !p.IsPinned), w.SeenSince))], cancellationToken);
            foreach (var wall in reads)
                yield return wall.Result() with { NextReadAt = next.GetValueOrDefault(wall.Due.Feed.Name) };
        }
        var search = new VkSearch(batch, settings, clock);
        foreach (var feeds in due.Where(d => d.Feed.Kind == FeedKind.VkSearch).GroupBy(d => VkSearch.MethodOf(d.Feed)))
        {
            var (searches, also) = await AffordAsync(feeds.Key, [.. feeds], cancellationToken);
            foreach (var result in also)
                yield return result;
            foreach (var feed in searches)
            {
                var result = await search.ReadAsync(feed, cancellationToken);
                if (result.Fault is null)
                {
                    var next = await plan.ObserveAsync(feeds.Key, [(feed.Feed, result.Posts, clock.GetUtcNow() - settings.BackFill)], cancellationToken);
                    result = result with { NextReadAt = next.GetValueOrDefault(feed.Feed.Name) };
                }
                yield return result;
            }
        }
    }

    /// <summary>
    /// As many of the feeds as there are calls for; the others stay due and are read as soon as calls come free. Where not our own share is spent but
    /// something is wrong with the tokens or the service, the feeds say so.
    /// </summary>
    private async Task<(IReadOnlyList<DueFeed> Feeds, IReadOnlyList<Collected> Refused)> AffordAsync(string method, IReadOnlyList<DueFeed> due, CancellationToken cancellationToken)
    {
        if (due.Count == 0)
            return ([], []);
        var (free, refusal) = await pool.FreeAsync(method, cancellationToken);
        if (refusal is not null)
            return ([], [.. due.Select(d => new Collected { Feed = d.Feed, Fault = refusal })]);
        return ([.. due.Take((int)Math.Min(free, due.Count))], []);
    }
}
