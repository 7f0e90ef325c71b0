using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;
using Quartz;

namespace IncidentMonitor.Collect;

/// <summary>
/// Life after the first read: posts of open incidents, and young posts of any kind, are looked at twice a day. One that is missing at two
/// looks an hour apart counts as taken back by its author and is erased: a single look has been seen to come back empty for other reasons.
/// </summary>
public sealed class Recheck(IReadOnlyList<IRecheck> services, FeedRoster roster, IncidentStore store, IncidentFlow flow, TimeProvider clock, ILogger<Recheck> log)
{
    /// <summary>Twice a day, so that an hour's doubt still leaves a deletion known within a day.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromHours(10);

    private static readonly TimeSpan Doubt = TimeSpan.FromHours(1);

    /// <summary>After a look that told nothing.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(3);

    /// <summary>Looks at what is due, once, within the budget of each service.</summary>
    /// <returns>Posts looked at, and posts erased.</returns>
    public async Task<(int Looked, int Erased)> LookAsync(CancellationToken cancellationToken)
    {
        var (looked, erased) = (0, 0);
        foreach (var service in services)
        {
            var feeds = roster.On.Concat(roster.Pushed).Where(feed => service.Kinds.Contains(feed.Kind)).ToDictionary(feed => feed.Name);
            if (feeds.Count == 0)
            {
                continue;
            }

            var due = await store.WriteAsync(unit => unit.DueForRecheck(feeds, service.AtOnce, clock.GetUtcNow()), cancellationToken);
            if (due.Count == 0)
            {
                continue;
            }

            var found = await service.RecheckAsync([.. due.Select(post => post.Place)], cancellationToken);
            var missing = due.Where(post => post.MissingSince is not null).Select(post => post.Place.PostId).ToHashSet(StringComparer.Ordinal);
            var now = clock.GetUtcNow();
            var incoming = new List<Incoming>();
            foreach (var look in found)
            {
                var home = feeds[look.Place.Feed].Municipality;
                if (look is { Finding: Finding.Seen, Seen: { } seen })
                {
                    incoming.Add(new Incoming(seen with { RecordId = look.Place.PostId }, look.Place.Feed, home, IsQuiet: false));
                }
                else if (look.Finding == Finding.Missing && missing.Contains(look.Place.PostId))
                {
                    incoming.Add(new Incoming(look.Place.Gone(), look.Place.Feed, home, IsQuiet: true));
                }
            }

            var count = await flow.TakeAsync(incoming, [], null, (unit, _) =>
            {
                foreach (var look in found)
                {
                    unit.Looked(look, now + look.Finding switch { Finding.Missing => Doubt, Finding.Unknown => Again, _ => Usual }, now);
                }
            }, cancellationToken);
            looked += found.Count;
            erased += count.Erased;
            if (count.Erased > 0)
            {
                log.LogInformation("{Count} posts are gone where they stood; their words and authors are erased", count.Erased);
            }
        }

        return (looked, erased);
    }
}

/// <summary>Quartz's hand on the re-check.</summary>
[DisallowConcurrentExecution]
internal sealed class RecheckJob(Recheck recheck) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await recheck.LookAsync(cancellationToken);
}
