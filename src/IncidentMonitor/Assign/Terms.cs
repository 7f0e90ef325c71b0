using System.Globalization;
using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>
/// By when an incident is to be taken up and answered. First rules, after published regulations: a first reaction within 9 working hours,
/// 4 for high importance, 1 hour round the clock for critical ones; the answer on the rubric's own term, shortened for the graver ones.
/// </summary>
public static class Terms
{
    /// <summary>Where the tree names no term: the ten days of the neighbouring portals.</summary>
    public const string Usual = "10d";

    /// <param name="term">The rubric's term: working hours (<c>9wh</c>), hours (<c>24h</c>), calendar days (<c>10d</c>), working days (<c>7wd</c>).</param>
    public static Deadlines For(Severity severity, string term, DateTimeOffset start, WorkingCalendar calendar)
    {
        var react = severity switch
        {
            Severity.Critical => start.AddHours(1),
            Severity.High => calendar.AddWorkingTime(start, TimeSpan.FromHours(4)),
            _ => calendar.AddWorkingTime(start, TimeSpan.FromHours(9)),
        };
        var answer = Add(start, term, calendar);
        var cap = severity switch
        {
            Severity.Critical => start.AddHours(24),
            Severity.High => start.AddDays(3),
            _ => DateTimeOffset.MaxValue,
        };
        answer = answer < cap ? answer : cap;
        return new Deadlines(react < answer ? react : answer, answer);
    }

    private static DateTimeOffset Add(DateTimeOffset start, string term, WorkingCalendar calendar)
    {
        var unit = term.TrimStart("0123456789".ToCharArray());
        var count = int.Parse(term.AsSpan(0, term.Length - unit.Length), CultureInfo.InvariantCulture);
        return unit switch
        {
            "wh" => calendar.AddWorkingTime(start, TimeSpan.FromHours(count)),
            "h" => start.AddHours(count),
            "d" => start.AddDays(count),
            "wd" => calendar.AddWorkingDays(start, count),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term, "Not a term."),
        };
    }
}
