using System.Globalization;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Assign;

/// <summary>
/// Working days and hours of a region: Monday to Friday, 9:00 to 18:00 local time, with the days off and working Saturdays of
/// <c>config/calendar.csv</c>. A year that the file doesn't hold has the days that article 112 of the Labour Code names.
/// </summary>
public sealed class WorkingCalendar
{
    public const string Name = "calendar.csv";

    /// <summary>Opening and closing, local time. No lunch break: the published terms count nine hours a day.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromHours(9);
    private static readonly TimeSpan Closing = TimeSpan.FromHours(18);

    /// <summary>Month and day of the holidays in article 112 of the Labour Code of the Russian Federation.</summary>
    private static readonly (int Month, int Day)[] StatutoryHolidays =
    [
        (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4),
    ];

    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<DateOnly, bool> _exceptions;
    private readonly HashSet<int> _years;

    private WorkingCalendar(TimeZoneInfo zone, Dictionary<DateOnly, bool> exceptions)
    {
        _zone = zone;
        _exceptions = exceptions;
        _years = [.. exceptions.Keys.Select(day => day.Year)];
    }

    /// <summary>Reads the calendar; each bad line is a problem with its number.</summary>
    public static WorkingCalendar Read(string path, TimeZoneInfo zone, Problems problems)
    {
        var exceptions = new Dictionary<DateOnly, bool>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(path, $"cannot be read ({error.Message}).");
            return new WorkingCalendar(zone, exceptions);
        }

        for (var i = 1; i < lines.Length; i++)
        {
            var parts = lines[i].Split(',');
            if (lines[i].Trim().Length == 0)
            {
                continue;
            }

            if (parts.Length != 2
                || !DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                || parts[1].Trim() is not ("off" or "work"))
            {
                problems.Add($"{Name}:{i + 1}", $"\"{lines[i]}\" is no line like 2026-01-09,off or 2026-11-07,work.");
                continue;
            }

            exceptions[day] = parts[1].Trim() == "work";
        }

        return new WorkingCalendar(zone, exceptions);
    }

    public bool IsWorkingDay(DateOnly day)
    {
        if (_exceptions.TryGetValue(day, out var works))
        {
            return works;
        }

        return day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
            && (_years.Contains(day.Year) || !StatutoryHolidays.Contains((day.Month, day.Day)));
    }

    /// <summary>The moment when <paramref name="duration"/> of working time has passed since <paramref name="start"/>.</summary>
    public DateTimeOffset AddWorkingTime(DateTimeOffset start, TimeSpan duration)
    {
        var local = TimeZoneInfo.ConvertTime(start, _zone);
        var day = DateOnly.FromDateTime(local.DateTime);
        var time = local.TimeOfDay;
        var left = duration;
        while (true)
        {
            if (IsWorkingDay(day))
            {
                var from = time < Opening ? Opening : time;
                if (from < Closing)
                {
                    if (left <= Closing - from)
                    {
                        return At(day, from + left);
                    }

                    left -= Closing - from;
                }
            }

            day = day.AddDays(1);
            time = TimeSpan.Zero;
        }
    }

    /// <summary>The close of the n-th working day after the day of <paramref name="start"/>.</summary>
    public DateTimeOffset AddWorkingDays(DateTimeOffset start, int days)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, _zone).DateTime);
        while (days > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
            {
                days--;
            }
        }

        return At(day, Closing);
    }

    private DateTimeOffset At(DateOnly day, TimeSpan time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
