using IncidentMonitor.Group;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Group;

internal sealed class WaveWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task The_fifth_post_of_an_outage_makes_a_wave_and_its_incidents_urgent()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await TellAsync(store, "long ago", Start);
        var waves = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            if (await TellAsync(store, $"p{i}", Start.AddDays(2).AddMinutes(20 * i)))
            {
                waves.Add(i);
            }
        }

        Assert.That(waves, Is.EqualTo(new[] { WaveWatch.LeastPosts - 1 }), "one wave, at the fifth post");
        var incidents = new IncidentQueries(store).List(new IncidentFilter(), 1, 50).Lines.Where(line => line.Incident.StartedAt > Start).ToList();
        Assert.That(incidents.Select(line => line.Incident.Wave), Is.All.Not.Null);
        Assert.That(incidents.Select(line => line.Incident.Severity), Is.All.EqualTo(Severity.High));
    }

    [Test]
    public async Task A_wave_ends_and_another_can_come()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await TellAsync(store, "long ago", Start);
        var count = 0;
        foreach (var day in new[] { 2, 20 })
        {
            for (var i = 0; i < 12; i++)
            {
                count += await TellAsync(store, $"p{day}-{i}", Start.AddDays(day).AddMinutes(10 * i)) ? 1 : 0;
            }
        }

        Assert.That(count, Is.EqualTo(2));
    }

    /// <summary>A month of a topic that brings six posts a day, most of them by day: no burst, no wave.</summary>
    [Test]
    public async Task A_quiet_month_has_no_wave()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var random = new Random(20260105);
        var number = 0;
        for (var hour = 0; hour < 30 * 24; hour++)
        {
            var rate = hour % 24 is >= 7 and < 22 ? 6 / 18.0 : 1 / 18.0;
            for (var left = Poisson(random, rate); left > 0; left--)
            {
                Assert.That(await TellAsync(store, $"p{number++}", Start.AddHours(hour + random.NextDouble())), Is.False, $"hour {hour}");
            }
        }

        Assert.That(number, Is.GreaterThan(100), "the month was not empty");
    }

    [TestCase(1, 0.25, 24)]
    [TestCase(5, 0.25, 24)]
    [TestCase(3, 10, 30)]
    public void The_chance_agrees_with_a_simulation(int count, double posts, double hours)
    {
        // A rate drawn from Gamma(posts, hours), a Poisson count of it in three hours: the same chance, found by drawing.
        var random = new Random(7);
        const int Draws = 400_000;
        var hits = 0;
        for (var i = 0; i < Draws; i++)
        {
            hits += Poisson(random, Gamma(random, posts) / hours * WaveWatch.Burst.TotalHours) >= count ? 1 : 0;
        }

        var expected = (double)hits / Draws;
        Assert.That(WaveWatch.ChanceOf(count, posts, hours), Is.EqualTo(expected).Within((0.05 * expected) + 1e-4));
    }

    private static Task<bool> TellAsync(IncidentStore store, string id, DateTimeOffset at) => store.WriteAsync(unit =>
    {
        var incident = Sample.Incident(unit, id, at, Severity.Medium);
        return WaveWatch.Observe(unit, Sample.Placed(id, "нет отопления", at), incident.Id, at) is not null;
    }, default);

    private static int Poisson(Random random, double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
        while (product > limit)
        {
            product *= random.NextDouble();
            count++;
        }

        return count;
    }

    /// <summary>Marsaglia and Tsang, 2000, with the boost for shapes below one.</summary>
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        }

        var d = shape - (1 / 3.0);
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
