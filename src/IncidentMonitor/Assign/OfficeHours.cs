using System.Globalization;

namespace IncidentMonitor.Assign;

/// <summary>Part of a working day that counted towards a term.</summary>
public readonly record struct WorkedSpan(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// When an office works: its hours of the day, its week, its calendar and its time zone. All sums run over instants, so a day on which the clocks
/// change, or a year in which the zone had another offset, is counted as long as it was.
/// </summary>
public sealed class OfficeHours
{
    /// <summary>No office is closed for longer; a calendar that says so is a mistake.</summary>
    private const int LongestPause = 3660;

    private static readonly IReadOnlySet<DayOfWeek> EveryDay = Enum.GetValues<DayOfWeek>().ToHashSet();

    private readonly WorkingCalendar? _calendar;
    private readonly IReadOnlyList<(TimeSpan Opening, TimeSpan Closing)> _spans;
    private readonly IReadOnlySet<DayOfWeek> _week;

    /// <param name="calendar">Null: no day is off but those outside the week.</param>
    /// <param name="spans">Local times, in order, not overlapping, 0:00 to 24:00; at least one.</param>
    /// <param name="week">At least one day.</param>
    public OfficeHours(WorkingCalendar? calendar, TimeZoneInfo zone, IReadOnlyList<(TimeSpan Opening, TimeSpan Closing)> spans, IReadOnlySet<DayOfWeek> week)
    {
        ArgumentOutOfRangeException.ThrowIfZero(spans.Count);
        ArgumentOutOfRangeException.ThrowIfZero(week.Count);
        _calendar = calendar;
        _spans = spans;
        _week = week;
        Zone = zone;
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>Monday to Friday, 9:00 to 18:00, no lunch break: the published terms count nine hours a day.</summary>
    public static OfficeHours Usual(WorkingCalendar calendar, TimeZoneInfo zone) => new(
        calendar, zone, [(TimeSpan.FromHours(9), TimeSpan.FromHours(18))],
        new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday });

    public static OfficeHours RoundTheClock(TimeZoneInfo zone) => new(null, zone, [(TimeSpan.Zero, TimeSpan.FromHours(24))], EveryDay);

    public bool IsWorkingDay(DateOnly day) => _calendar?.IsWorkingDay(day, _week) ?? _week.Contains(day.DayOfWeek);

    /// <summary>The moment when <paramref name="duration"/> of working time has passed since <paramref name="start"/>; <paramref name="start"/> itself for none.</summary>
    /// <param name="trace">Takes each span that counted.</param>
    public DateTimeOffset AddWorkingTime(DateTimeOffset start, TimeSpan duration, ICollection<WorkedSpan>? trace = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var left = duration;
        if (left == TimeSpan.Zero)
        {
            return start.ToUniversalTime();
        }

        var day = DayOf(start);
        for (var tried = 0; tried < LongestPause; day = day.AddDays(1))
        {
            foreach (var (opening, closing) in Spans(day))
            {
                tried = 0;
                var from = start > opening ? start : opening;
                if (from >= closing)
                {
                    continue;
                }

                var to = left <= closing - from ? from + left : closing;
                trace?.Add(new WorkedSpan(from, to));
                left -= to - from;
                if (left == TimeSpan.Zero)
                {
                    return to.ToUniversalTime();
                }
            }

            tried++;
        }

        throw new InvalidOperationException($"No working day within {LongestPause} days after {start:yyyy-MM-dd}: look at the calendar");
    }

    /// <summary>The close of the n-th working day after the day of <paramref name="start"/>.</summary>
    /// <param name="days">1 or more.</param>
    public DateTimeOffset AddWorkingDays(DateTimeOffset start, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var day = DayOf(start);
        for (var tried = 0; tried < LongestPause; tried++)
        {
            day = day.AddDays(1);
            if (!IsWorkingDay(day))
            {
                continue;
            }

            tried = 0;
            if (--days == 0)
            {
                return Spans(day).Last().Closing.ToUniversalTime();
            }
        }

        throw new InvalidOperationException($"No working day within {LongestPause} days after {start:yyyy-MM-dd}: look at the calendar");
    }

    /// <summary>Working time between two moments; zero when the second is not later.</summary>
    public TimeSpan WorkingTime(DateTimeOffset from, DateTimeOffset to)
    {
        var sum = TimeSpan.Zero;
        for (var day = DayOf(from); from < to && day <= DayOf(to); day = day.AddDays(1))
        {
            foreach (var (opening, closing) in Spans(day))
            {
                var begin = from > opening ? from : opening;
                var end = to < closing ? to : closing;
                sum += end > begin ? end - begin : TimeSpan.Zero;
            }
        }

        return sum;
    }

    /// <summary>Working days after the day of <paramref name="from"/>, up to and with the day of <paramref name="to"/>.</summary>
    public int WorkingDays(DateTimeOffset from, DateTimeOffset to)
    {
        var count = 0;
        // An office that closes at midnight closes on the day before.
        var last = DayOf(to.AddTicks(-1));
        for (var day = DayOf(from).AddDays(1); day <= last; day = day.AddDays(1))
        {
            count += IsWorkingDay(day) ? 1 : 0;
        }

        return count;
    }

    /// <summary>For people: «пн, вт, ср, чт, пт 09:00–18:00, Asia/Yekaterinburg».</summary>
    public override string ToString()
    {
        var russian = CultureInfo.GetCultureInfo("ru-RU").DateTimeFormat;
        var week = _week.Count == 7 ? "ежедневно" : string.Join(", ", _week.OrderBy(day => ((int)day + 6) % 7).Select(russian.GetAbbreviatedDayName));
        return $"{week} {string.Join(", ", _spans.Select(span => $"{Clock(span.Opening)}–{Clock(span.Closing)}"))}, {Zone.Id}{(_calendar is null ? ", без праздников" : "")}";

        static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");
    }

    private DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    private IEnumerable<(DateTimeOffset Opening, DateTimeOffset Closing)> Spans(DateOnly day) =>
        IsWorkingDay(day) ? _spans.Select(span => (At(day, span.Opening), At(day, span.Closing))) : [];

    /// <summary>
    /// The instant of a local time. Of two (clocks set back) the first; a time that the clocks skip is the instant at which they were set forward, told
    /// by the offset before. Only the direction from UTC to local is asked for: there every rule set has one answer.
    /// </summary>
    private DateTimeOffset At(DateOnly day, TimeSpan time)
    {
        var local = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue) + time, TimeSpan.Zero);
        var before = Zone.GetUtcOffset(local.AddDays(-1));
        var after = Zone.GetUtcOffset(local.AddDays(1));
        foreach (var offset in before >= after ? new[] { before, after } : [after, before])
        {
            if (Zone.GetUtcOffset(local - offset) == offset)
            {
                return local - offset;
            }
        }

        return local - before;
    }
}
