using IncidentMonitor.Assign;
using IncidentMonitor.Collect;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using IncidentMonitor.Web;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

internal sealed class FeedSilenceTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.Utc;
    private static readonly OfficeHours Calendar = OfficeHours.Usual(WorkingCalendar.Read(Path.Combine(Repository.Config, WorkingCalendar.Name), new Problems()), Zone);

    /// <summary>A Friday in spring, without a day off near.</summary>
    private static readonly DateTimeOffset Friday = new(2026, 4, 17, 17, 30, 0, TimeSpan.Zero);

    /// <summary>An office's channel: something every working hour on working days.</summary>
    private static bool Office(DateTimeOffset time) => time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && time.Hour is >= 9 and < 18;

    /// <summary>A lively wall: by day something in three hours of five, without a pattern.</summary>
    private static bool Wall(DateTimeOffset time) => time.Hour is >= 7 and < 23 && (uint)(FeedSilence.HourOf(time) * 2_654_435_761) % 1000 < 600;

    [TestCase(63, false, TestName = "An office is silent over the weekend")]
    [TestCase(69, true, TestName = "An office that says nothing on Monday has gone silent")]
    public void Habits_of_the_week_count(int hours, bool isSilent) => Assert.That(Judge(Office, Friday, hours) < FeedSilence.Bound, Is.EqualTo(isSilent));

    [TestCase(12, false, TestName = "A wall sleeps at night")]
    [TestCase(24, true, TestName = "A wall that says nothing for a day has gone silent")]
    public void Habits_of_the_day_count(int hours, bool isSilent) => Assert.That(Judge(Wall, Friday.AddHours(5), hours) < FeedSilence.Bound, Is.EqualTo(isSilent));

    [Test]
    public void Days_off_are_as_quiet_as_Sundays()
    {
        // The last working day before the May holidays of 2026; Friday the 1st is a day off.
        var thursday = new DateTimeOffset(2026, 4, 30, 17, 30, 0, TimeSpan.Zero);
        Assert.That(Judge(Office, thursday, 24 + 48 + 15), Is.GreaterThan(FeedSilence.Bound));
    }

    [Test]
    public void A_rare_or_a_new_feed_raises_no_alarm()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Judge(time => time is { DayOfWeek: DayOfWeek.Monday, Hour: 10 }, Friday, 500), Is.EqualTo(1), "four posts are no habit");
            Assert.That(Judge(Wall, Friday, 24, historyDays: 5), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task An_alarm_is_one_event_and_ends_with_another()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var feed = new Feed { Name = "wall", Kind = FeedKind.VkWall, Address = "-1" };
        var clock = new SkippingClock(Friday.AddDays(-30));
        var watch = new FeedWatch(store, new FeedRoster([feed], []), Calendar.IsWorkingDay, Zone, clock, NullLogger<FeedWatch>.Instance);
        await store.WriteAsync(unit =>
        {
            unit.FeedFirstRead("wall", clock.GetUtcNow());
            for (var hour = Friday.AddDays(-30); hour <= Friday; hour = hour.AddHours(1))
            {
                if (Wall(hour))
                {
                    unit.AddPost(Sample.Post($"p{hour:yyyyMMddHH}", "текст", hour, isIncident: false));
                }
            }
        }, default);
        await ReadAsync(Friday.AddHours(8));
        var early = Silent();
        await ReadAsync(Friday.AddHours(30));
        await watch.LookAsync(default);
        var (late, shown) = (Silent(), new IncidentQueries(store).Feeds(clock.GetUtcNow())[0]);
        await store.WriteAsync(unit => unit.AddPost(Sample.Post("again", "текст", Friday.AddHours(31), isIncident: false)), default);
        await ReadAsync(Friday.AddHours(32));
        Assert.Multiple(() =>
        {
            Assert.That(early, Is.Null);
            Assert.That(late, Is.Not.Null);
            Assert.That(shown.SilentSince, Is.Not.Null);
            Assert.That(shown.PostsPerDay, Is.EqualTo(9).Within(2));
            Assert.That(Silent(), Is.Null);
            Assert.That(store.Read(connection => Dapper.SqlMapper.Query<string>(connection, "SELECT what FROM audit WHERE subject = 'wall' ORDER BY id").ToArray()),
                Is.EqualTo(new[] { "источник замолчал", "источник снова пишет" }));
        });

        async Task ReadAsync(DateTimeOffset at)
        {
            clock.Advance(at - clock.GetUtcNow());
            await store.WriteAsync(unit => unit.FeedRead("wall", null, 0, 0, at, at), default);
            await watch.LookAsync(default);
        }

        long? Silent() => store.Read(connection => Dapper.SqlMapper.ExecuteScalar<long?>(connection, "SELECT silent_since FROM feed"));
    }

    private static double Judge(Func<DateTimeOffset, bool> speaks, DateTimeOffset last, int hours, int historyDays = 28)
    {
        var spoken = Enumerable.Range(0, historyDays * 24).Select(back => last.AddHours(-back)).Where(speaks).Select(FeedSilence.HourOf).ToList();
        var newest = DateTimeOffset.FromUnixTimeSeconds(spoken.Max() * 3600);
        return FeedSilence.Probability(spoken, newest, last.AddHours(hours), Calendar.IsWorkingDay, Zone);
    }
}
