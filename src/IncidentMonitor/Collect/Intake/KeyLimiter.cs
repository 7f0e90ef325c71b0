using System.Collections.Concurrent;

namespace IncidentMonitor.Collect.Intake;

/// <summary>
/// A bucket per key that refills evenly. A batch may empty it below zero and is then paid off before the next request: so a batch never has
/// to be cut, and over any longer time the rate holds. Lives in memory; the day's quota is the record's.
/// </summary>
internal sealed class KeyLimiter(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes <paramref name="messages"/> out, if the bucket is not in debt.</summary>
    /// <returns>Null when granted, else how long to wait.</returns>
    public TimeSpan? Take(ApiKey key, int messages)
    {
        var bucket = _buckets.GetOrAdd(key.Id, _ => new Bucket(key.PerMinute, clock.GetTimestamp()));
        lock (bucket)
        {
            var now = clock.GetTimestamp();
            var perSecond = key.PerMinute / 60.0;
            bucket.Level = Math.Min(key.PerMinute, bucket.Level + clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond);
            bucket.At = now;
            if (bucket.Level < 1)
            {
                return TimeSpan.FromSeconds(Math.Ceiling((1 - bucket.Level) / perSecond));
            }

            bucket.Level -= messages;
            return null;
        }
    }

    private sealed class Bucket(double level, long at)
    {
        public double Level { get; set; } = level;
        public long At { get; set; } = at;
    }
}
