using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;
using Quartz;

namespace IncidentMonitor.Collect;

/// <summary>Raises the alarm over feeds that can be read and yet say nothing: a channel that moved, a site that froze, a filter gone wrong.</summary>
public sealed class FeedWatch(IncidentStore store, FeedRoster roster, Func<DateOnly, bool> isWorkingDay, TimeZoneInfo zone, TimeProvider clock, ILogger<FeedWatch> log)
{
    /// <summary>Looks at every feed that is on. An alarm is one event, and ends with another.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var pushed = roster.Pushed.Select(feed => feed.Name).ToHashSet(StringComparer.Ordinal);
        var read = roster.On.Select(feed => feed.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var feed in store.Voices())
        {
            // What is pushed is silent until now; what is read, only until the last good read: a failure is an alarm of its own.
            var until = pushed.Contains(feed.Name) ? now : read.Contains(feed.Name) ? feed.SuccessAt : null;
            if (feed.LastPostAt is not { } lastPost || until is not { } end)
            {
                continue;
            }

            var wasSilent = feed.SilentSince is not null;
            if (wasSilent ? lastPost <= feed.SilentSince : end - lastPost < FeedSilence.LeastSilence)
            {
                continue;
            }

            var isSilent = !wasSilent && FeedSilence.Probability(store.VoiceHours(feed.Name, lastPost, FeedSilence.Window), lastPost, end, isWorkingDay, zone) < FeedSilence.Bound;
            if (isSilent == wasSilent)
            {
                continue;
            }

            await store.WriteAsync(unit => unit.SetSilent(feed.Name, isSilent ? lastPost : null, now), cancellationToken);
            if (isSilent)
            {
                log.LogWarning("Feed {Feed} used to speak and is silent since {Since:O}", feed.Name, lastPost);
            }
            else
            {
                log.LogInformation("Feed {Feed} speaks again", feed.Name);
            }
        }
    }
}

/// <summary>Quartz's hand on the watch, and on the log that erased words must leave.</summary>
[DisallowConcurrentExecution]
internal sealed class FeedWatchJob(FeedWatch watch, IncidentStore store) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        store.WipeJournalIfDirty();
        await watch.LookAsync(cancellationToken);
    }
}
