using FsCheck;
using FsCheck.Fluent;
using IncidentMonitor.Assign;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

/// <summary>
/// What must hold for every office, moment and term: zones with summer time, the Russian years before 2011 and the changes of 2011 and 2014, weeks and
/// hours of many kinds. FsCheck draws the cases from a fixed seed.
/// </summary>
internal sealed class OfficeHoursProperties
{
    private static readonly string[] Zones =
    [
        "Asia/Yekaterinburg", "Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Kamchatka", "Asia/Vladivostok", "Europe/Berlin", "America/New_York",
        "Australia/Lord_Howe", "Asia/Kathmandu", "UTC",
    ];

    private static readonly (TimeSpan, TimeSpan)[][] Hours =
    [
        [(H(9), H(18))], [(H(8), H(12)), (H(13), H(17))], [(H(0), H(24))], [(H(0), H(2.5)), (H(2.75), H(4)), (H(22), H(24))], [(H(2), H(3))],
    ];

    private static readonly DayOfWeek[][] Weeks =
    [
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], Enum.GetValues<DayOfWeek>(), [DayOfWeek.Saturday],
    ];

    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20260119, 1);

    private static readonly WorkingCalendar Calendar = TermTests.Calendar();

    /// <summary>Half of the moments lie near the days on which Russian clocks changed, from 1991 to 2014.</summary>
    private static readonly Gen<DateTimeOffset> Moments = Gen.OneOf(
        from minute in Gen.Choose(0, 60 * 24 * 365 * 45) select new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute),
        from change in Gen.Elements("1991-03-31", "1992-01-19", "2008-10-26", "2010-03-28", "2011-03-27", "2013-10-27", "2014-10-26", "2016-03-27", "2026-11-01")
        from minute in Gen.Choose(-3 * 24 * 60, 3 * 24 * 60)
        select new DateTimeOffset(DateTime.Parse(change, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero).AddMinutes(minute));

    private static readonly Gen<OfficeHours> Offices =
        from zone in Gen.Elements(Zones)
        from hours in Gen.Elements(Hours)
        from week in Gen.Elements(Weeks)
        from hasHolidays in Gen.Elements(true, false)
        select new OfficeHours(hasHolidays ? Calendar : null, TimeZoneInfo.FindSystemTimeZoneById(zone), hours, week.ToHashSet());

    private static readonly Gen<TimeSpan> Durations = from minutes in Gen.Choose(0, 60 * 60) select TimeSpan.FromMinutes(minutes);

    private static readonly Gen<TermRule> Rules =
        from count in Gen.Choose(1, 40) from unit in Gen.Elements(Enum.GetValues<TermUnit>()) select new TermRule(count, unit);

    [Test]
    public void Working_time_added_is_the_working_time_that_passed() => Check(
        from office in Offices from start in Moments from duration in Durations select (office, start, duration),
        c => c.office.WorkingTime(c.start, c.office.AddWorkingTime(c.start, c.duration)) == c.duration);

    [Test]
    public void Two_steps_lead_where_one_leads() => Check(
        from office in Offices from start in Moments from one in Durations from two in Durations select (office, start, one, two),
        c => c.office.AddWorkingTime(c.office.AddWorkingTime(c.start, c.one), c.two) == c.office.AddWorkingTime(c.start, c.one + c.two));

    [Test]
    public void Working_time_of_parts_is_that_of_the_whole_and_never_more_than_the_clocks() => Check(
        from office in Offices from start in Moments from one in Durations from two in Durations select (office, start, one, two),
        c =>
        {
            var (middle, end) = (c.start + c.one, c.start + c.one + c.two);
            var whole = c.office.WorkingTime(c.start, end);
            return c.office.WorkingTime(c.start, middle) + c.office.WorkingTime(middle, end) == whole && whole <= end - c.start && whole >= TimeSpan.Zero;
        });

    [Test]
    public void Round_the_clock_working_time_is_the_clocks() => Check(
        from zone in Gen.Elements(Zones) from start in Moments from duration in Durations select (zone, start, duration),
        c => OfficeHours.RoundTheClock(TimeZoneInfo.FindSystemTimeZoneById(c.zone)).AddWorkingTime(c.start, c.duration) == c.start + c.duration);

    [Test]
    public void Who_tells_later_never_waits_shorter() => Check(
        from office in Offices from start in Moments from later in Durations from rule in Rules select (office, start, later, rule),
        c => c.rule.From(c.start, c.office) <= c.rule.From(c.start + c.later, c.office));

    [Test]
    public void A_term_is_near_between_its_start_and_its_end() => Check(
        from office in Offices from start in Moments from rule in Rules from share in Gen.Choose(1, 99) select (office, start, rule, share),
        c =>
        {
            var due = c.rule.From(c.start, c.office);
            var near = c.rule.PartOfWay(c.share / 100.0, c.start, due, c.office);
            return c.start <= near && near <= due;
        });

    [Test]
    public void A_pause_never_brings_the_end_nearer_and_leaves_what_was_left() => Check(
        from office in Offices from start in Moments from rule in Rules from before in Durations from pause in Durations select (office, start, rule, before, pause),
        c =>
        {
            var due = c.rule.From(c.start, c.office);
            var (paused, resumed) = (c.start + c.before, c.start + c.before + c.pause);
            var moved = c.rule.ResumeDue(due, paused, resumed, c.office);
            return due <= paused ? moved == due : moved >= due && c.rule.Unit switch
            {
                TermUnit.WorkingHours => c.office.WorkingTime(resumed, moved) == c.office.WorkingTime(paused, due),
                TermUnit.WorkingDays => c.office.WorkingDays(paused, due) == 0 || c.office.WorkingDays(resumed, moved) >= c.office.WorkingDays(paused, due),
                _ => moved - resumed == due - paused,
            };
        });

    [Test]
    public void A_pause_of_no_length_changes_nothing() => Check(
        from office in Offices from start in Moments from rule in Rules from before in Durations select (office, start, rule, before),
        c => c.rule.ResumeDue(c.rule.From(c.start, c.office), c.start + c.before, c.start + c.before, c.office) == c.rule.From(c.start, c.office));

    /// <summary>Clocks of Yekaterinburg stood at UTC+5 in winter and +6 in summer until 2011, at +6 until October 2014, and at +5 since.</summary>
    [TestCase("2010-03-26 17:00", "2010-03-29 17:00", 3 * 24 - 1, TestName = "Summer time began over a weekend: an hour less by the clock")]
    [TestCase("2010-10-29 17:00", "2010-11-01 17:00", 3 * 24 + 1, TestName = "And ended: an hour more")]
    [TestCase("2014-10-24 17:00", "2014-10-27 17:00", 3 * 24 + 1, TestName = "The change of October 2014")]
    [TestCase("2026-10-23 17:00", "2026-10-26 17:00", 3 * 24, TestName = "No change any more")]
    public void Nine_working_hours_over_a_change_of_the_clocks(string start, string end, int hours)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
        var due = OfficeHours.Usual(WorkingCalendar.OfLaw, zone).AddWorkingTime(Local(start), TimeSpan.FromHours(9));
        Assert.That((due, due - Local(start)), Is.EqualTo((Local(end), TimeSpan.FromHours(hours))));

        DateTimeOffset Local(string text)
        {
            var local = DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) => Prop.ForAll(cases.ToArbitrary(), holds).Check(Cases);

    private static TimeSpan H(double hours) => TimeSpan.FromHours(hours);
}
