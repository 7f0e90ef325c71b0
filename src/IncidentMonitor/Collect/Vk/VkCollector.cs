using System.Runtime.CompilerServices;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Walls with their comments, and searches, over VK's API.</summary>
public sealed class VkCollector : ICollector, IDisposable
{
    /// <summary>Walls held in memory before they are handed on: four full batches.</summary>
    private const int WallsAtOnce = 4 * VkClient.MaxBatch;

    private readonly VkSettings settings;
    private readonly VkClient client;
    private readonly TimeProvider clock;

    public VkCollector(VkSettings settings, CrawlerHttp http, TimeProvider clock)
    {
        this.settings = settings;
        this.clock = clock;
        client = new(settings, http, clock);
    }

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.VkWall, FeedKind.VkSearch };

    /// <summary>Looks at stored posts again, with the same token and limiter.</summary>
    internal IRecheck Recheck => new VkRecheck(() => new VkBatch(client, clock));

    public void Dispose() => client.Dispose();

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(settings.Token))
        {
            foreach (var feed in due)
                yield return new() { Feed = feed.Feed, Fault = new(FaultReason.Auth, "no VK token is set") };
            yield break;
        }
        // One batch for all: a token that is refused is not tried again for the next feed.
        var batch = new VkBatch(client, clock);
        foreach (var some in due.Where(d => d.Feed.Kind == FeedKind.VkWall).Chunk(WallsAtOnce))
        {
            var walls = some.Select(d => new VkWallRead(d, settings, clock.GetUtcNow())).ToList();
            await VkWalls.ReadAsync(walls, batch, cancellationToken);
            await VkComments.ReadAsync(walls.Where(w => w.Fault is null && w.Due.Feed.Comments), batch, settings, clock, cancellationToken);
            foreach (var wall in walls)
                yield return wall.Result();
        }
        var search = new VkSearch(client, settings, clock);
        foreach (var feed in due.Where(d => d.Feed.Kind == FeedKind.VkSearch))
        {
            yield return batch.Stopped is { } stopped
                ? new() { Feed = feed.Feed, Fault = stopped }
                : await search.ReadAsync(feed, cancellationToken);
        }
    }
}
