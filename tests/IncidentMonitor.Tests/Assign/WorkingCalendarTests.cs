using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

/// <summary>The published terms as readable examples; times are those of a UTC+5 region.</summary>
internal sealed class WorkingCalendarTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");

    private static WorkingCalendar Shipped()
    {
        var problems = new Problems();
        var calendar = WorkingCalendar.Read(Path.Combine(Repository.Config, WorkingCalendar.Name), Zone, problems);
        Assert.That(problems.Lines, Is.Empty);
        return calendar;
    }

    [TestCase("2026-01-21 10:00", 4, "2026-01-21 14:00", TestName = "4 working hours within a day")]
    [TestCase("2026-01-21 16:00", 4, "2026-01-22 11:00", TestName = "4 working hours over a night")]
    [TestCase("2026-01-23 17:00", 9, "2026-01-26 17:00", TestName = "9 working hours over a weekend")]
    [TestCase("2026-01-24 12:00", 9, "2026-01-26 18:00", TestName = "Told on a Saturday: the whole of Monday")]
    [TestCase("2025-12-30 17:00", 9, "2026-01-12 17:00", TestName = "Over the New Year holidays")]
    [TestCase("2026-01-21 03:00", 1, "2026-01-21 10:00", TestName = "At night the clock starts at nine")]
    public void Working_hours(string start, int hours, string expected) =>
        Assert.That(Shipped().AddWorkingTime(Local(start), TimeSpan.FromHours(hours)), Is.EqualTo(Local(expected)));

    [TestCase("2026-01-21 10:00", 7, "2026-01-30 18:00", TestName = "7 working days")]
    [TestCase("2026-02-20 10:00", 1, "2026-02-24 18:00", TestName = "23 February is a day off")]
    public void Working_days(string start, int days, string expected) =>
        Assert.That(Shipped().AddWorkingDays(Local(start), days), Is.EqualTo(Local(expected)));

    [Test]
    public void A_year_without_data_has_the_days_of_the_law() => Assert.Multiple(() =>
    {
        var calendar = Shipped();
        Assert.That(calendar.IsWorkingDay(new DateOnly(2031, 1, 8)), Is.False);
        Assert.That(calendar.IsWorkingDay(new DateOnly(2031, 1, 9)), Is.True);
        Assert.That(calendar.IsWorkingDay(new DateOnly(2031, 6, 12)), Is.False);
    });

    [Test]
    public void A_bad_line_is_named()
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        WorkingCalendar.Read(scratch.Write("calendar.csv", "date,kind\n2026-01-09,off\n2026-13-01,off\n2026-01-10,maybe\n"), Zone, problems);
        Assert.That(problems.Lines, Has.Count.EqualTo(2));
        Assert.That(problems.Lines[0], Does.StartWith("calendar.csv:3"));
    }

    [TestCase(Severity.Critical, "10d", "2026-01-24 12:00", "2026-01-24 13:00", "2026-01-25 12:00", TestName = "Critical: an hour, a day, round the clock")]
    [TestCase(Severity.High, "10d", "2026-01-21 10:00", "2026-01-21 14:00", "2026-01-24 10:00", TestName = "High: 4 working hours, 3 days at most")]
    [TestCase(Severity.Medium, "24h", "2026-01-21 10:00", "2026-01-22 10:00", "2026-01-22 10:00", TestName = "The reaction is never later than the answer")]
    [TestCase(Severity.Low, "7wd", "2026-01-21 10:00", "2026-01-22 10:00", "2026-01-30 18:00", TestName = "Low: the rubric's own term")]
    public void Terms_by_severity(Severity severity, string term, string start, string react, string answer)
    {
        var terms = Terms.For(severity, term, Local(start), Shipped());
        Assert.That((terms.React, terms.Answer), Is.EqualTo((Local(react), Local(answer))));
    }

    private static DateTimeOffset Local(string time) =>
        new DateTimeOffset(DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(5)).ToUniversalTime();
}
