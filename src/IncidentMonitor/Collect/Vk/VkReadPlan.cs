using Dapper;
using IncidentMonitor.Collect.Freshness;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Vk;

/// <summary>When each VK feed is read next: a <see cref="FreshnessPlanner"/> per method, for each has a quota of its own. What they learn is in the record.</summary>
internal sealed class VkReadPlan(VkSettings settings, TimeZoneInfo zone, VkTokenPool pool, IncidentStore store, TimeProvider clock)
{
    private readonly Dictionary<string, FreshnessPlanner> planners = [];
    private Dictionary<string, ArrivalRates>? learned;

    /// <summary>Learns from what reads found, and answers when each of the feeds is to be read again.</summary>
    /// <param name="reads">Feed, its posts, and since when the read saw all of them if it was the first.</param>
    public async Task<Dictionary<string, DateTimeOffset>> ObserveAsync(
        string method, IReadOnlyList<(Feed Feed, IEnumerable<RawPost> Posts, DateTimeOffset Since)> reads, CancellationToken cancellationToken)
    {
        if (reads.Count == 0)
            return [];
        var planner = PlannerOf(method);
        var calls = await pool.DayAsync(method, cancellationToken);
        var now = clock.GetUtcNow();
        var next = new Dictionary<string, DateTimeOffset>();
        var rows = new List<object>();
        foreach (var (feed, posts, since) in reads)
        {
            planner.Track(feed.Name, feed.Every, Learned.GetValueOrDefault(feed.Name));
            var rates = planner.Observe(feed.Name, posts.Select(p => p.PublishedAt).OfType<DateTimeOffset>(), since, now);
            rows.Add(new { feed = feed.Name, seen = now.ToRow(), bytes = rates.ToBytes() });
        }
        foreach (var (feed, _, _) in reads)
            next[feed.Name] = planner.NextRead(feed.Name, calls, now);
        var sooner = planner.TakeRevised().Select(r => new { name = r.Name, at = r.NextAt.ToRow() }).ToList();
        await store.WriteAsync(
            unit =>
            {
                unit.Execute("INSERT INTO feed_rate (feed, seen_to, rates) VALUES (@feed, @seen, @bytes) ON CONFLICT (feed) DO UPDATE SET seen_to = @seen, rates = @bytes", rows);
                if (sooner.Count > 0)
                    unit.Execute("UPDATE feed SET next_at = @at WHERE name = @name AND next_at > @at AND failures = 0", sooner);
            },
            cancellationToken);
        return next;
    }

    private Dictionary<string, ArrivalRates> Learned => learned ??= store.Read(connection => connection
        .Query<(string Feed, long SeenTo, byte[] Rates)>("SELECT feed, seen_to, rates FROM feed_rate")
        .ToDictionary(row => row.Feed, row => ArrivalRates.FromBytes(row.Rates, Time.FromRow(row.SeenTo))));

    private FreshnessPlanner PlannerOf(string method)
    {
        if (!planners.TryGetValue(method, out var planner))
            planners[method] = planner = new(zone, settings.Floor);
        return planner;
    }
}
