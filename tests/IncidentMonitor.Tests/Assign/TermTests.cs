using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

/// <summary>The published rules as readable examples; times are those of a UTC+5 region, offices are open from nine to six.</summary>
internal sealed class TermTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");

    private static OfficeHours Office => OfficeHours.Usual(Calendar(), Zone);

    [TestCase("9wh", "wed 2026-01-21 09:00", "wed 2026-01-21 18:00", TestName = "9 working hours: a working day")]
    [TestCase("9wh", "fri 2026-01-23 17:00", "mon 2026-01-26 17:00", TestName = "9 working hours over a weekend")]
    [TestCase("9wh", "sat 2026-01-24 12:00", "mon 2026-01-26 18:00", TestName = "9 working hours told on a Saturday: the whole of Monday")]
    [TestCase("9wh", "tue 2025-12-30 17:00", "mon 2026-01-12 17:00", TestName = "9 working hours over the New Year holidays")]
    [TestCase("4wh", "wed 2026-01-21 10:00", "wed 2026-01-21 14:00", TestName = "4 working hours within a day")]
    [TestCase("4wh", "wed 2026-01-21 16:00", "thu 2026-01-22 11:00", TestName = "4 working hours over a night")]
    [TestCase("4wh", "wed 2026-01-21 03:00", "wed 2026-01-21 13:00", TestName = "4 working hours told at night: from nine on")]
    [TestCase("4wh", "sat 2024-04-27 10:00", "sat 2024-04-27 14:00", TestName = "4 working hours on a working Saturday")]
    [TestCase("24h", "sat 2026-01-24 12:00", "sun 2026-01-25 12:00", TestName = "24 hours run on a weekend too")]
    [TestCase("7wd", "wed 2026-01-21 10:00", "fri 2026-01-30 18:00", TestName = "7 working days end with the office's day")]
    [TestCase("7wd", "fri 2026-02-20 10:00", "wed 2026-03-04 18:00", TestName = "7 working days over 23 February")]
    [TestCase("10d", "fri 2026-02-20 10:00", "mon 2026-03-02 10:00", TestName = "10 days are calendar days")]
    public void A_term_ends(string term, string start, string end) =>
        Assert.That(TermRule.Parse(term).From(Local(start), Office), Is.EqualTo(Local(end)));

    [TestCase(Severity.Critical, "10d", "sat 2026-01-24 12:00", "sat 2026-01-24 13:00", "sun 2026-01-25 12:00", TestName = "Critical: an hour, a day, round the clock")]
    [TestCase(Severity.High, "10d", "wed 2026-01-21 10:00", "wed 2026-01-21 14:00", "sat 2026-01-24 10:00", TestName = "High: 4 working hours, 3 days at most")]
    [TestCase(Severity.Medium, "4wh", "wed 2026-01-21 10:00", "wed 2026-01-21 14:00", "wed 2026-01-21 14:00", TestName = "The reaction is never later than the answer")]
    [TestCase(Severity.Low, "7wd", "wed 2026-01-21 10:00", "thu 2026-01-22 10:00", "fri 2026-01-30 18:00", TestName = "Low: 9 working hours, the rubric's own term")]
    [TestCase(Severity.Low, null, "wed 2026-01-21 10:00", "thu 2026-01-22 10:00", "sat 2026-01-31 10:00", TestName = "Without a term in the tree: 10 days")]
    public void Terms_by_severity_and_rubric(Severity severity, string? answer, string start, string react, string end)
    {
        var terms = Shipped().For(severity, Rubric("Тема", answer), Local(start), Office);
        Assert.That((terms.React, terms.Answer), Is.EqualTo((Local(react), Local(end))));
    }

    [Test]
    public void A_topic_may_ask_for_a_sooner_reaction() =>
        Assert.That(Shipped().For(Severity.Low, Rubric("Упавшие деревья", "10d"), Local("wed 2026-01-21 10:00"), Office).React, Is.EqualTo(Local("wed 2026-01-21 14:00")));

    [Test]
    public void An_interim_answer_gives_seven_working_days_for_the_final_one() =>
        Assert.That(Shipped().Final(Rubric("Тема", "10d"), Local("wed 2026-01-21 10:00"), Office).DueAt, Is.EqualTo(Local("fri 2026-01-30 18:00")));

    [Test]
    public void The_end_is_near_when_three_quarters_of_the_terms_own_time_have_passed()
    {
        var terms = Shipped().For(Severity.High, Rubric("Тема", "10d"), Local("wed 2026-01-21 17:00"), Office).Terms;
        Assert.That(terms.Select(term => term.NearAt), Is.EqualTo(new[] { Local("thu 2026-01-22 11:00"), Local("fri 2026-01-23 23:00") }));
    }

    [TestCase("4wh", "wed 2026-01-21 10:00", "wed 2026-01-21 12:00", "thu 2026-01-22 09:30", "thu 2026-01-22 11:30", TestName = "Paused half way: two working hours are left")]
    [TestCase("24h", "wed 2026-01-21 10:00", "wed 2026-01-21 20:00", "sat 2026-01-24 20:00", "sun 2026-01-25 10:00", TestName = "Paused by the clock: fourteen hours are left")]
    [TestCase("7wd", "wed 2026-01-21 10:00", "fri 2026-01-23 12:00", "mon 2026-02-02 10:00", "mon 2026-02-09 18:00", TestName = "Paused on the second day: five working days are left")]
    [TestCase("7wd", "wed 2026-01-21 10:00", "fri 2026-01-30 16:00", "mon 2026-02-02 10:00", "mon 2026-02-02 12:00", TestName = "Paused on the last day: two hours of it are left")]
    [TestCase("4wh", "wed 2026-01-21 10:00", "wed 2026-01-21 15:00", "mon 2026-02-02 10:00", "wed 2026-01-21 14:00", TestName = "Paused too late: what was past stays past")]
    public void A_pause_moves_the_end(string term, string start, string paused, string resumed, string end)
    {
        var rule = TermRule.Parse(term);
        Assert.That(rule.ResumeDue(rule.From(Local(start), Office), Local(paused), Local(resumed), Office), Is.EqualTo(Local(end)));
    }

    [TestCase("0h")]
    [TestCase("9 wh")]
    [TestCase("1000d")]
    [TestCase("wd")]
    [TestCase("9hw")]
    public void What_is_no_term_is_refused(string text) => Assert.That(TermRule.TryParse(text, out _), Is.False);

    [TestCase("usual: {react: 9hw}", "usual: react", TestName = "No term")]
    [TestCase("severities: {gravest: {react: 1h}}", "gravest", TestName = "Unknown severity")]
    [TestCase("nearAfter: 75", "nearAfter", TestName = "A share above one")]
    [TestCase("rules:\n  - {topics: [Луна], answer: 1d}", "Луна", TestName = "Unknown topic in a rule")]
    [TestCase("rules:\n  - {topics: [Упавшие деревья], answer: 1d}\n  - {topics: [Упавшие деревья], answer: 2d}", "already", TestName = "Two rules for one topic")]
    [TestCase("rules:\n  - \n  - {answer: 1d}", "rules[1]", TestName = "Empty items")]
    public void A_mistake_in_the_terms_is_named(string yaml, string expected)
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        TermBook.Read(scratch.Write(TermBook.Name, yaml), RubricTree.Load(Path.Combine(Repository.Config, "rubrics", "tree.csv")), problems);
        Assert.That(problems.Lines, Has.Some.Contains(expected));
    }

    internal static WorkingCalendar Calendar()
    {
        var problems = new Problems();
        var calendar = WorkingCalendar.Read(Path.Combine(Repository.Config, WorkingCalendar.Name), problems);
        Assert.That(problems.Lines, Is.Empty);
        return calendar;
    }

    internal static TermBook Shipped()
    {
        var problems = new Problems();
        var terms = TermBook.Read(Path.Combine(Repository.Config, TermBook.Name), tree: null, problems);
        Assert.That(problems.Lines, Is.Empty);
        return terms;
    }

    private static Rubric Rubric(string topic, string? answer) => new() { Id = "r1", Name = "Рубрика", Topic = topic, Group = "Группа", Answer = answer };

    /// <summary>A weekday for the reader, then a local time.</summary>
    private static DateTimeOffset Local(string time)
    {
        var local = DateTime.Parse(time[4..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(local.DayOfWeek.ToString(), Does.StartWith(time[..3]).IgnoreCase, "the example's own weekday");
        return new DateTimeOffset(local, TimeSpan.FromHours(5)).ToUniversalTime();
    }
}
