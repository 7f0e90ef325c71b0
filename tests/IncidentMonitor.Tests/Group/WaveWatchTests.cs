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

    /// <summary>A month of a topic that brings a few posts a day, most of them by day: no burst, no wave.</summary>
    [TestCase(20260105, 6)]
    [TestCase(1, 6)]
    [TestCase(2, 6)]
    [TestCase(3, 1.5)]
    [TestCase(4, 1.5)]
    [TestCase(5, 15)]
    public async Task A_quiet_month_has_no_wave(int seed, double postsPerDay)
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var random = new Random(seed);
        var number = 0;
        for (var hour = 0; hour < 30 * 24; hour++)
        {
            var rate = postsPerDay / 18 * (hour % 24 is >= 7 and < 22 ? 17 / 15.0 : 1 / 9.0);
            for (var left = Poisson(random, rate); left > 0; left--)
            {
                Assert.That(await TellAsync(store, $"p{number++}", Start.AddHours(hour + random.NextDouble())), Is.False, $"hour {hour}, post {number}");
            }
        }

        Assert.That(number, Is.GreaterThan(15 * postsPerDay), "the month was not empty");
    }

    [Test]
    public async Task A_wave_is_told_from_start_to_end()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await TellAsync(store, "long ago", Start);
        var minutes = new[] { 0, 8, 15, 21, 26, 70, 75, 80, 82, 85, 90, 95, 400 };
        var outage = Start.AddDays(2);
        foreach (var minute in minutes)
        {
            await TellAsync(store, $"p{minute}", outage.AddMinutes(minute));
        }

        var waves = new WaveQueries(store);
        var wave = waves.Running().Single();
        Assert.Multiple(() =>
        {
            Assert.That(wave.StartedAt, Is.EqualTo(outage), "the first post of the burst");
            Assert.That(wave.SeenAt, Is.EqualTo(outage.AddMinutes(26)), "seen with the fifth");
            Assert.That(wave.PeakAt, Is.EqualTo(outage.AddHours(1)));
            Assert.That(wave.PeakPosts, Is.EqualTo(7));
            Assert.That((wave.Posts, wave.Authors, wave.Incidents.Count), Is.EqualTo((13, 13, 13)));
        });
        var tooSoon = await store.WriteAsync(unit => WaveWatch.Close(unit, outage.AddMinutes(400).AddHours(11)), default);
        var closed = await store.WriteAsync(unit => WaveWatch.Close(unit, outage.AddMinutes(400).AddHours(12)), default);
        Assert.That((tooSoon, closed, waves.Running().Count), Is.EqualTo((0, 1, 0)));
        Assert.That(waves.Find(wave.Id)!.EndedAt, Is.EqualTo(outage.AddMinutes(400)));
    }

    [Test]
    public async Task An_incident_that_a_wave_raises_gets_the_sooner_terms()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await TellAsync(store, "long ago", Start);
        var raised = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var at = Start.AddDays(2).AddMinutes(5 * i);
            await store.WriteAsync(unit =>
            {
                // The third is high already: its terms are not touched.
                var incident = Sample.Incident(unit, $"p{i}", at, i == 2 ? Severity.High : Severity.Medium);
                WaveWatch.Observe(unit, Sample.Placed($"p{i}", "нет отопления", at), incident.Id, at, id =>
                {
                    raised.Add(id);
                    unit.ShortenTerms(id, new Deadlines(at.AddHours(1), at.AddDays(30)));
                });
            }, default);
        }

        var lines = new IncidentQueries(store).List(new IncidentFilter(), 1, 50).Lines.Select(line => line.Incident).Where(incident => incident.StartedAt > Start).OrderBy(incident => incident.StartedAt).ToList();
        Assert.That(raised, Has.Count.EqualTo(4).And.Not.Contain(StableId.ForIncident("p2")));
        Assert.That(lines[0].Deadlines.React, Is.EqualTo(Start.AddDays(2).AddMinutes(20).AddHours(1)), "sooner than before");
        Assert.That(lines[0].Deadlines.Answer, Is.EqualTo(lines[0].StartedAt.AddDays(1)), "what was sooner stays");
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
            hits += Poisson(random, Gamma(random, posts) / hours * 3) >= count ? 1 : 0;
        }

        var expected = (double)hits / Draws;
        Assert.That(WaveWatch.ChanceOf(count, posts, hours, TimeSpan.FromHours(3)), Is.EqualTo(expected).Within((0.05 * expected) + 1e-4));
    }

    private static Task<bool> TellAsync(IncidentStore store, string id, DateTimeOffset at) => store.WriteAsync(unit =>
    {
        var incident = Sample.Incident(unit, id, at, Severity.Medium);
        return WaveWatch.Observe(unit, Sample.Placed(id, "нет отопления", at), incident.Id, at, _ => { }) is not null;
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
