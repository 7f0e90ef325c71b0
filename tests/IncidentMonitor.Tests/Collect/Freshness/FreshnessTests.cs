using IncidentMonitor.Benchmarks;
using IncidentMonitor.Collect.Freshness;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Freshness;

internal sealed class FreshnessTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The benchmark's simulation, small: see <c>freshness</c> there for the sizes that matter.</summary>
    [Test]
    public void Posts_are_seen_no_later_than_by_the_optimum_for_known_constant_rates()
    {
        var simulation = new FreshnessSimulation(communities: 60, calls: 720, seed: 3);
        var (uniform, optimum, planned) = (simulation.Uniform(), simulation.Optimum(), simulation.Planned());
        TestContext.Out.WriteLine($"uniform {uniform.Mean:0.00} h, optimum {optimum.Mean:0.00} h, planned {planned.Mean:0.00} h");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(planned.Mean, Is.LessThan(1.05 * optimum.Mean));
            Assert.That(planned.Mean, Is.LessThan(0.7 * uniform.Mean));
            Assert.That(planned.MostInADay, Is.LessThanOrEqualTo(720));
        }
    }

    [Test]
    public void With_constant_rates_the_interval_is_the_root_of_twice_the_price_over_the_rate()
    {
        var schedule = new ReadSchedule();
        foreach (var perHour in (double[])[20, 1, 0.05])
        {
            var week = Enumerable.Repeat(perHour, ArrivalRates.Cells).ToArray();
            Assert.That(schedule.Next(week, 10.3, 2, 0.01, 1000), Is.EqualTo(Math.Sqrt(4 / perHour)).Within(10).Percent, $"{perHour} an hour");
        }
    }

    [Test]
    public void A_source_read_about_once_a_day_is_read_when_its_talk_ebbs()
    {
        // Talk from 10 to 20 only; a read costs about what a day of it waits.
        var week = Enumerable.Range(0, ArrivalRates.Cells).Select(cell => cell % 24 is >= 10 and < 20 ? 0.1 : 0.001).ToArray();
        var hours = new ReadSchedule().Next(week, at: 9, price: 8, shortest: 0.1, longest: 240);
        Assert.That((9 + hours) % 24, Is.InRange(18.5, 23.5));
    }

    [Test]
    public void While_calls_abound_every_source_is_read_at_its_own_interval()
    {
        var planner = new FreshnessPlanner(TimeZoneInfo.Utc, TimeSpan.FromDays(1));
        planner.Track("wall", TimeSpan.FromMinutes(5));
        Assert.That(planner.NextRead("wall", 5000, Start), Is.EqualTo(Start.AddMinutes(5)));
    }

    [Test]
    public void A_source_that_never_speaks_keeps_its_floor_and_a_lively_one_goes_first()
    {
        var planner = new FreshnessPlanner(TimeZoneInfo.Utc, TimeSpan.FromDays(1));
        for (var i = 0; i < 100; i++)
        {
            planner.Track($"wall{i}", TimeSpan.FromMinutes(1));
            planner.Observe($"wall{i}", Enumerable.Range(0, i * i / 2).Select(n => Start.AddHours(-n % 500)), Start.AddDays(-21), Start);
        }

        var (silent, lively) = (planner.NextRead("wall0", 500, Start), planner.NextRead("wall99", 500, Start));
        // A tenth of 500 calls buys each of the hundred a read in two days.
        Assert.That(silent - Start, Is.GreaterThan(TimeSpan.FromHours(12)).And.LessThanOrEqualTo(TimeSpan.FromHours(48.5)));
        Assert.That(lively - Start, Is.LessThan(TimeSpan.FromHours(3)));
    }

    [Test]
    public void What_was_learned_survives_a_restart_and_nothing_counts_twice()
    {
        var rates = new ArrivalRates();
        var week = Enumerable.Repeat(1.0, ArrivalRates.Cells).ToArray();
        DateTimeOffset[] posts = [Start.AddHours(1), Start.AddHours(2), Start.AddHours(30)];
        rates.Observe(posts, Start, Start.AddHours(24), week, TimeZoneInfo.Utc);
        var again = ArrivalRates.FromBytes(rates.ToBytes(), rates.SeenTo!.Value);
        again.Observe(posts, Start, Start.AddHours(48), week, TimeZoneInfo.Utc);
        Assert.That(rates.Count, Is.EqualTo(2).Within(0.01));
        Assert.That(again.Count, Is.EqualTo(3).Within(0.2), "the older ones have faded a little");
        Assert.That(again.Exposure, Is.EqualTo(48).Within(2));
    }
}
