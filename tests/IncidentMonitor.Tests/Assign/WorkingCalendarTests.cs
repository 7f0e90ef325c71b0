using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

internal sealed class WorkingCalendarTests
{
    [TestCase("2026-01-09", false, TestName = "A moved day off, from the data")]
    [TestCase("2024-12-28", true, TestName = "A working Saturday, from the data")]
    [TestCase("2024-12-29", false, TestName = "A Sunday")]
    [TestCase("2031-01-08", false, TestName = "No data: the January holidays of the law")]
    [TestCase("2031-01-09", true, TestName = "No data: the first working day after them")]
    [TestCase("2031-06-12", false, TestName = "No data: 12 June")]
    [TestCase("2031-02-24", false, TestName = "No data: 23 February on a Sunday moves to Monday")]
    [TestCase("2031-03-10", false, TestName = "No data: 8 March on a Saturday moves to Monday")]
    [TestCase("2033-01-10", true, TestName = "No data: the January holidays move nobody knows where")]
    public void Days_off(string day, bool works)
    {
        var office = OfficeHours.Usual(TermTests.Calendar(), TimeZoneInfo.Utc);
        Assert.That(office.IsWorkingDay(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(works));
    }

    [Test]
    public void A_bad_line_is_named()
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        WorkingCalendar.Read(scratch.Write("calendar.csv", "date,kind\n2026-01-09,off\n2026-13-01,off\n2026-01-10,maybe\n2026-01-09,work\n"), problems);
        Assert.That(problems.Lines.Select(line => line.Split(": ")[0]), Is.EqualTo(new[] { "calendar.csv:3", "calendar.csv:4", "calendar.csv:5" }));
    }
}
