using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Vk;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VkTokenPoolTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SkippingClock clock = new(Now);
    private readonly Scratch scratch = new();
    private readonly IncidentStore store;

    public VkTokenPoolTests() => store = new(SqliteDatabase.Open(scratch.Path));

    public void Dispose()
    {
        store.Dispose();
        scratch.Dispose();
    }

    [Test]
    public async Task A_quota_outlives_the_process_and_no_24_hours_see_more()
    {
        var settings = new VkSettings { Token = "TOKEN", DailyCalls = new Dictionary<string, int> { ["wall.get"] = 80 } };
        var spent = new List<(DateTimeOffset At, int Calls)>();
        for (var minute = 0; minute < 60 * 60; minute += 7)
        {
            // A process of its own each time, as with collect --once from cron.
            using var pool = new VkTokenPool(settings, store, clock, NullLogger.Instance);
            var lease = await pool.TakeAsync("wall.get", 3, default);
            spent.Add((clock.GetUtcNow(), lease.Calls));
            if (lease.Token is null)
                Assert.That(lease.Refusal!.RetryAt, Is.GreaterThanOrEqualTo(clock.GetUtcNow()).And.LessThanOrEqualTo(clock.GetUtcNow().AddHours(24.5)));
            clock.Advance(TimeSpan.FromMinutes(7));
        }
        using (Assert.EnterMultipleScope())
        {
            Assert.That(spent.Max(s => spent.Where(o => o.At > s.At.AddDays(-1) && o.At <= s.At).Sum(o => o.Calls)), Is.EqualTo(80));
            Assert.That(spent.Where(s => s.At < Now.AddHours(1)).Sum(s => s.Calls), Is.EqualTo(20), "a quarter of the day in an hour");
        }
    }

    [Test]
    public async Task The_token_with_most_left_pays()
    {
        using var pool = new VkTokenPool(new() { Tokens = ["user:A", "service:B@2026-03-05", "community:C"] }, store, clock, NullLogger.Instance);
        await pool.PresentAsync(default);
        var payers = new List<int>();
        for (var i = 0; i < 6; i++)
            payers.Add((await pool.TakeAsync("wall.get", 1, default)).Token!.Number);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(payers, Is.EqualTo(new[] { 1, 2, 1, 2, 1, 2 }), "a community's token reads no walls");
            Assert.That(await pool.DayAsync("wall.get", default), Is.EqualTo(10000));
            Assert.That(store.VkTokens(Now)[1].ExpiresAt, Is.EqualTo(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero)));
            Assert.That(pool.Tokens[0].ToString(), Does.Not.Contain("A)"));
        }
    }

    [TestCase(5, "*", FaultReason.Auth, 24)]
    [TestCase(1117, "*", FaultReason.Auth, 24)]
    [TestCase(14, "*", FaultReason.Auth, 12)]
    [TestCase(3300, "*", FaultReason.Auth, 12)]
    [TestCase(29, "wall.get", FaultReason.RateLimited, 9)]
    [TestCase(9, "wall.get", FaultReason.RateLimited, 0.17)]
    [TestCase(23, "wall.get", FaultReason.Auth, 1)]
    public async Task Errors_put_to_rest_what_they_concern_and_a_restart_keeps_it(int code, string what, FaultReason reason, double hours)
    {
        var settings = new VkSettings { Token = "TOKEN" };
        using (var pool = new VkTokenPool(settings, store, clock, NullLogger.Instance))
        {
            await pool.PresentAsync(default);
            await pool.ReactAsync(pool.Tokens[0], "wall.get", new(code, "TOKEN says no"), default);
        }
        using var restarted = new VkTokenPool(settings, store, clock, NullLogger.Instance);
        var (free, refusal) = await restarted.FreeAsync("wall.get", default);
        var (other, _) = await restarted.FreeAsync("wall.search", default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(free, Is.Zero);
            Assert.That(refusal!.Reason, Is.EqualTo(reason));
            Assert.That((refusal.RetryAt - Now)!.Value.TotalHours, Is.EqualTo(hours).Within(0.01));
            Assert.That(refusal.Message, Does.Contain($"{code}").And.Not.Contain("TOKEN"));
            Assert.That(other > 0, Is.EqualTo(what != "*"));
        }
    }

    [Test]
    public async Task A_quota_refused_just_after_midnight_runs_over_24_hours_and_is_tried_hourly()
    {
        clock.Advance(TimeSpan.FromHours(9.5));
        using var pool = new VkTokenPool(new() { Token = "TOKEN" }, store, clock, NullLogger.Instance);
        await pool.ReactAsync(pool.Tokens[0], "wall.get", new(29, "no"), default);
        Assert.That((await pool.FreeAsync("wall.get", default)).Refusal!.RetryAt, Is.EqualTo(Now.AddHours(10.5)));
    }
}
