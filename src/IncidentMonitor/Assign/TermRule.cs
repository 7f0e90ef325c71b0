using System.Globalization;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Assign;

/// <summary>What a term counts.</summary>
public enum TermUnit
{
    Minutes,
    Hours,
    Days,
    WorkingHours,
    WorkingDays,
}

/// <summary>A term as the configuration writes it: minutes <c>15m</c>, hours <c>24h</c>, days <c>10d</c>, working hours <c>9wh</c>, working days <c>7wd</c>.</summary>
/// <param name="Count">1 to 999.</param>
public readonly partial record struct TermRule(int Count, TermUnit Unit)
{
    private static readonly string[] Suffixes = ["m", "h", "d", "wh", "wd"];

    /// <summary>How people read it.</summary>
    private static readonly string[] Russian = ["мин", "ч", "дн.", "рабочих ч", "рабочих дн."];

    /// <summary>For an error message.</summary>
    public const string Forms = "write 15m, 24h, 10d, 9wh (working hours) or 7wd (working days), 1 to 999";

    public bool CountsWorkingTime => Unit is TermUnit.WorkingHours or TermUnit.WorkingDays;

    public static bool TryParse(string? text, out TermRule rule)
    {
        var match = Form().Match(text ?? "");
        rule = match.Success ? new TermRule(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), (TermUnit)Array.IndexOf(Suffixes, match.Groups[2].Value)) : default;
        return rule.Count > 0;
    }

    /// <exception cref="FormatException">No term.</exception>
    public static TermRule Parse(string text) => TryParse(text, out var rule) ? rule : throw new FormatException($"\"{text}\" is no term: {Forms}.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{Suffixes[(int)Unit]}");

    public string InRussian() => string.Create(CultureInfo.InvariantCulture, $"{Count} {Russian[(int)Unit]}");

    /// <summary>When the term ends that starts now.</summary>
    /// <param name="trace">Takes the working spans that counted, for terms of working hours.</param>
    public DateTimeOffset From(DateTimeOffset start, OfficeHours hours, ICollection<WorkedSpan>? trace = null) => Unit switch
    {
        TermUnit.Minutes => start.AddMinutes(Count),
        TermUnit.Hours => start.AddHours(Count),
        TermUnit.Days => start.AddDays(Count),
        TermUnit.WorkingHours => hours.AddWorkingTime(start, TimeSpan.FromHours(Count), trace),
        _ => hours.AddWorkingDays(start, Count),
    };

    /// <summary>The moment when a share of the way to <paramref name="due"/> has passed, by the term's own time.</summary>
    /// <param name="share">0 to 1.</param>
    public DateTimeOffset PartOfWay(double share, DateTimeOffset start, DateTimeOffset due, OfficeHours hours)
    {
        // Whole seconds: what is stored, printed and computed again is the same.
        var part = TimeSpan.FromSeconds(Math.Floor((CountsWorkingTime ? hours.WorkingTime(start, due) : due - start).TotalSeconds * share));
        return CountsWorkingTime ? hours.AddWorkingTime(start, part) : start + part;
    }

    /// <summary>Where the end of a paused term goes when it runs on: what was left of it at the pause is left of it now. One that had passed stays.</summary>
    public DateTimeOffset ResumeDue(DateTimeOffset due, DateTimeOffset pausedAt, DateTimeOffset resumedAt, OfficeHours hours)
    {
        // Days end with the office's day, so they are moved by days; on the last of them the hours are left.
        if (due > pausedAt && Unit == TermUnit.WorkingDays && hours.WorkingDays(pausedAt, due) is > 0 and var days)
        {
            var later = hours.AddWorkingDays(resumedAt, days);
            return later > due ? later : due;
        }

        return Resume(due, pausedAt, resumedAt, hours);
    }

    /// <summary>The same for a moment within the term.</summary>
    public DateTimeOffset Resume(DateTimeOffset moment, DateTimeOffset pausedAt, DateTimeOffset resumedAt, OfficeHours hours)
    {
        if (moment <= pausedAt)
        {
            return moment;
        }

        return CountsWorkingTime ? hours.AddWorkingTime(resumedAt, hours.WorkingTime(pausedAt, moment)) : moment + (resumedAt - pausedAt);
    }

    [GeneratedRegex(@"^([0-9]{1,3})(m|h|d|wh|wd)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
