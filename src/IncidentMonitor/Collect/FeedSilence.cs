namespace IncidentMonitor.Collect;

/// <summary>
/// How improbable a feed's silence is, by its own habit. Posts come in bursts, so not posts are counted but hours in which there was any:
/// of each hour of the week the share of weeks that had one, leaning on the hour of the day where there are few weeks. A day off counts as
/// a Sunday. The probability of a silence is the product over its hours; independence of hours is assumed, hence the strict bound.
/// </summary>
internal static class FeedSilence
{
    /// <summary>How far back a habit is looked for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(28);

    /// <summary>A shorter acquaintance says nothing.</summary>
    public static readonly TimeSpan LeastHistory = TimeSpan.FromDays(7);

    /// <summary>No alarm before.</summary>
    public static readonly TimeSpan LeastSilence = TimeSpan.FromHours(3);

    /// <summary>
    /// Every pause between two posts is a trial: 84 feeds make several hundred a day, so a bound of 0.001 would cry wolf daily; at this one a
    /// false alarm comes about once in two weeks.
    /// </summary>
    public const double Bound = 1e-4;

    /// <summary>Hours with a post that a habit needs.</summary>
    private const int LeastHours = 20;

    /// <summary>Weeks that the hour of the day counts for beside the hour of the week.</summary>
    private const double Prior = 2;

    /// <param name="hours">Hours since 1970 in which there was a post, in the window that ends with the last post.</param>
    /// <param name="until">Up to which the feed is known to be silent.</param>
    /// <returns>1 while nothing can be said.</returns>
    public static double Probability(IReadOnlyCollection<long> hours, DateTimeOffset lastPost, DateTimeOffset until, Func<DateOnly, bool> isWorkingDay, TimeZoneInfo zone)
    {
        if (hours.Count < LeastHours || until - lastPost < LeastSilence)
        {
            return 1;
        }

        var last = HourOf(lastPost);
        var first = Math.Max(hours.Min(), last - (long)Window.TotalHours);
        if (last - first < LeastHistory.TotalHours)
        {
            return 1;
        }

        var (seenDay, spokeDay) = (new double[24], new double[24]);
        var (seenWeek, spokeWeek) = (new double[7, 24], new double[7, 24]);
        var spoken = hours.ToHashSet();
        for (var hour = first; hour <= last; hour++)
        {
            var (day, clock) = Slot(hour, isWorkingDay, zone);
            var spoke = spoken.Contains(hour) ? 1 : 0;
            seenDay[clock]++;
            spokeDay[clock] += spoke;
            seenWeek[day, clock]++;
            spokeWeek[day, clock] += spoke;
        }

        var probability = 1.0;
        for (var hour = last + 1; hour < HourOf(until) && probability > double.Epsilon; hour++)
        {
            var (day, clock) = Slot(hour, isWorkingDay, zone);
            var usual = (spokeDay[clock] + 0.5) / (seenDay[clock] + 1);
            probability *= 1 - (spokeWeek[day, clock] + Prior * usual) / (seenWeek[day, clock] + Prior);
        }

        return probability;
    }

    public static long HourOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 3600;

    private static (int Day, int Hour) Slot(long hour, Func<DateOnly, bool> isWorkingDay, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(hour * 3600), zone);
        var day = local.DayOfWeek;
        var isWeekend = day is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var isWorking = isWorkingDay(DateOnly.FromDateTime(local.DateTime));
        return ((int)(isWorking ? isWeekend ? DayOfWeek.Friday : day : isWeekend ? day : DayOfWeek.Sunday), local.Hour);
    }
}
