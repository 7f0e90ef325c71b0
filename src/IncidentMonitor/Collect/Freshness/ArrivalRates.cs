using System.Runtime.InteropServices;

namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// What one source has said, by hour and weekday: posts counted and hours watched, both fading, so that a community that falls asleep is
/// believed to sleep after some weeks. Hours count as watched although nobody looked: posts carry their time.
/// </summary>
internal sealed class ArrivalRates
{
    /// <summary>Hours of a week.</summary>
    public const int Cells = 168;

    /// <summary>Half-life of what is known of hours and weekdays: a pattern needs several weeks to show.</summary>
    private const double PatternHalfLife = 28 * 24;

    /// <summary>Half-life of how much is said at all.</summary>
    private const double LevelHalfLife = 14 * 24;

    /// <summary>A longer gap is not looked into: what is older would have faded anyway.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(28);

    private readonly float[] posts = new float[Cells];
    private readonly float[] hours = new float[Cells];

    /// <summary>Posts, fading.</summary>
    public double Count { get; private set; }

    /// <summary>Hours watched, fading, each weighed by how lively that hour usually is: ten hours of night tell little.</summary>
    public double Exposure { get; private set; }

    /// <summary>Until when it was watched; null: never.</summary>
    public DateTimeOffset? SeenTo { get; private set; }

    public float PostsIn(int cell) => posts[cell];

    public float HoursIn(int cell) => hours[cell];

    /// <summary>Takes in the posts published in a stretch of time that was watched whole. What lies before <see cref="SeenTo"/> was counted already.</summary>
    /// <param name="since">Beginning of the stretch if nothing was seen before.</param>
    /// <param name="week">The usual shape of a week (mean 1), for the exposure.</param>
    public void Observe(IEnumerable<DateTimeOffset> published, DateTimeOffset since, DateTimeOffset to, ReadOnlySpan<double> week, TimeZoneInfo zone)
    {
        var from = SeenTo ?? since;
        if (from >= to)
            return;
        if (to - from > LongestGap)
            from = to - LongestGap;
        Fade((to - (SeenTo ?? from)).TotalHours);
        for (var at = from; at < to;)
        {
            var cell = CellOf(at, zone);
            var next = at.AddTicks(TimeSpan.TicksPerHour - (at.Ticks % TimeSpan.TicksPerHour));
            var end = next < to ? next : to;
            var part = (end - at).TotalHours;
            hours[cell] += (float)part;
            Exposure += part * week[cell];
            at = end;
        }
        foreach (var time in published)
        {
            if (time > from && time <= to)
            {
                posts[CellOf(time, zone)]++;
                Count++;
            }
        }
        SeenTo = to;
    }

    /// <summary>Hour of the local week, 0 = Sunday midnight.</summary>
    public static int CellOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return ((int)local.DayOfWeek * 24) + local.Hour;
    }

    public byte[] ToBytes()
    {
        var all = new float[(2 * Cells) + 2];
        posts.CopyTo(all, 0);
        hours.CopyTo(all, Cells);
        all[^2] = (float)Count;
        all[^1] = (float)Exposure;
        return MemoryMarshal.AsBytes(all.AsSpan()).ToArray();
    }

    /// <summary>Bytes of another length (an older version's) mean to learn anew.</summary>
    public static ArrivalRates FromBytes(byte[] bytes, DateTimeOffset seenTo)
    {
        var rates = new ArrivalRates();
        var all = MemoryMarshal.Cast<byte, float>(bytes);
        if (all.Length != (2 * Cells) + 2)
            return rates;
        all[..Cells].CopyTo(rates.posts);
        all[Cells..(2 * Cells)].CopyTo(rates.hours);
        rates.Count = all[^2];
        rates.Exposure = all[^1];
        rates.SeenTo = seenTo;
        return rates;
    }

    private void Fade(double elapsed)
    {
        var pattern = (float)Math.Pow(0.5, elapsed / PatternHalfLife);
        for (var i = 0; i < Cells; i++)
        {
            posts[i] *= pattern;
            hours[i] *= pattern;
        }
        var level = Math.Pow(0.5, elapsed / LevelHalfLife);
        Count *= level;
        Exposure *= level;
    }
}
