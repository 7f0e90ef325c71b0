using System.Globalization;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Assign;

/// <summary>
/// Days off and working Saturdays as data per year (<c>config/calendar.csv</c>). A year that the file doesn't hold has the days that article 112
/// of the Labour Code names; one of them that falls on a weekend moves the day off to the next working day, but for those of 1 to 8 January,
/// which the government moves by a decree of its own.
/// </summary>
public sealed class WorkingCalendar
{
    public const string Name = "calendar.csv";

    /// <summary>Month and day of the holidays in article 112 of the Labour Code of the Russian Federation.</summary>
    private static readonly (int Month, int Day)[] Holidays =
    [
        (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4),
    ];

    private readonly Dictionary<DateOnly, bool> _days;
    private readonly HashSet<int> _years;

    private WorkingCalendar(Dictionary<DateOnly, bool> days)
    {
        _days = days;
        _years = [.. days.Keys.Select(day => day.Year)];
    }

    /// <summary>No data at all: every year has the days of the law.</summary>
    public static WorkingCalendar OfLaw { get; } = new([]);

    /// <summary>Reads the calendar; each bad line is a problem with its number.</summary>
    public static WorkingCalendar Read(string path, Problems problems)
    {
        var name = Path.GetFileName(path);
        var days = new Dictionary<DateOnly, bool>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(path, $"cannot be read ({error.Message}).");
            return OfLaw;
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
                problems.Add($"{name}:{i + 1}", $"\"{lines[i]}\" is no line like 2026-01-09,off or 2026-11-07,work.");
                continue;
            }

            if (!days.TryAdd(day, parts[1].Trim() == "work"))
            {
                problems.Add($"{name}:{i + 1}", $"{parts[0]} stands here twice. One line a day.");
            }
        }

        return new WorkingCalendar(days);
    }

    /// <summary>Whether an office with this week works on a day: the data first, then the law, then the week.</summary>
    public bool IsWorkingDay(DateOnly day, IReadOnlySet<DayOfWeek> week)
    {
        if (_days.TryGetValue(day, out var works))
        {
            return works;
        }

        return week.Contains(day.DayOfWeek) && (_years.Contains(day.Year) || !IsOffByLaw(day));
    }

    private static bool IsOffByLaw(DateOnly day)
    {
        if (Holidays.Contains((day.Month, day.Day)))
        {
            return true;
        }

        // A day off moves from a weekend to the next working day; two holidays never push each other, they are months apart.
        return day.DayOfWeek == DayOfWeek.Monday && (Moves(day.AddDays(-1)) || Moves(day.AddDays(-2)));
    }

    private static bool Moves(DateOnly day) => day.Month != 1 && Holidays.Contains((day.Month, day.Day));
}
