using Dapper;
using IncidentMonitor.Collect;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Sandbox;
using IncidentMonitor.Sandbox.Faults;
using IncidentMonitor.Sandbox.Vk;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

/// <summary>A day of the town in which everything goes wrong that the sandbox knows, against one undisturbed reading of the same town.</summary>
[NonParallelizable]
internal sealed class FaultyDayTests
{
    private const string TownHost = "verhneozersk.example";
    private const int CallsOfAToken = 500;
    private static readonly DateTimeOffset Start = SandboxTown.Start.AddDays(2);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly Dictionary<string, int> Quota = new() { ["wall.get"] = CallsOfAToken, ["wall.getComments"] = CallsOfAToken, ["wall.getById"] = CallsOfAToken, ["newsfeed.search"] = 100 };

    private static readonly (string Target, string Name, Fault Fault)[] Mishaps =
    [
        .. ((string[])["execute", "wall.get", "wall.getComments", "newsfeed.search"]).SelectMany(method => (IEnumerable<(string, string, Fault)>)
            [(method, "VK 1", Fault.VkError(1)), (method, "VK 6", Fault.VkError(6)), (method, "VK 9", Fault.VkError(9)), (method, "VK 10", Fault.VkError(10))]),
        ("wall.get", "VK 15", Fault.VkError(15)),
        ("execute", "VK 13", Fault.VkError(13)),
        .. ((string[])["/vk/", "/s/", "/bot", "/news/"]).SelectMany(door => (IEnumerable<(string, string, Fault)>)
            [(door, "429, 30 s", Fault.TooManyRequests(TimeSpan.FromSeconds(30))), (door, "502", Fault.BadGateway), (door, "reset", Fault.Reset), (door, "slow body", Fault.SlowBody(TimeSpan.FromSeconds(20)))]),
        ("getUpdates", "409", Fault.Conflict),
        ("/s/", "302", Fault.Redirect("/")),
    ];

    [Test]
    public async Task Every_post_is_collected_once_and_no_quota_is_passed()
    {
        var meter = new VkMeter { Quota = Quota };
        var clock = TownClock.Running(Start, 0, new HastyClock(60));
        await using var town = await SandboxHost.StartAsync(new SandboxOptions { Clock = clock, Meter = meter }, default);
        using var scratch = new Scratch();
        var random = new Random(20260121);
        var injected = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var added = 0;
        for (var round = 0; clock.GetUtcNow() < Start.AddDays(1); round++)
        {
            foreach (var (target, name, fault) in random.GetItems(Mishaps, random.Next(0, 3)))
                Inject(target, name, fault, random.Next(1, 6));
            if (round is 20 or 60)
                Inject("wall.get", "VK 29", Fault.VkError(29), 1);
            if (round == 35)
                Inject("execute", "VK 14", Fault.VkError(14), 1);
            if (round == 50)
                Inject("/news/", "body never ends", Fault.SlowBody(TimeSpan.FromHours(1)), 1);
            if (round == 70)
            {
                meter.Kill("sandbox-one");
                injected["token death"] = 1;
            }

            await CrawlAsync(town, scratch, clock, random.Next(8) == 0);
            clock.AdvanceTo(clock.GetUtcNow() + Step);
        }

        // Peace: back-offs run out, a parked token is tried again.
        while (town.Faults.Pending > 0 || !IsHealthy(scratch, clock))
        {
            Assert.That(clock.GetUtcNow(), Is.LessThan(Start.AddDays(3)), $"still failing: {string.Join("; ", Failing(scratch))}; faults pending {town.Faults.Pending}");
            await CrawlAsync(town, scratch, clock, false);
            clock.AdvanceTo(clock.GetUtcNow() + TimeSpan.FromHours(1));
        }

        await _parts!.DisposeAsync();
        using var calm = new Scratch();
        await using (var parts = Open(town, calm, clock, "sandbox-calm"))
            await parts.GetRequiredService<Crawler>().CrawlAsync(null, default);
        var (expected, got) = (Posts(calm), Posts(scratch));
        TestContext.Out.WriteLine($"posts {got.Count}, of them in the undisturbed reading {expected.Count}; at {clock.GetUtcNow():O}");
        TestContext.Out.WriteLine($"wall.get by a token and day at most {meter.Most("wall.get")} of {CallsOfAToken}, comments {meter.Most("wall.getComments")}, searches {meter.Most("newsfeed.search")}; over quota {meter.OverQuota}");
        TestContext.Out.WriteLine("injected: " + string.Join(", ", injected.Select(i => $"{i.Key} ×{i.Value}")));
        TestContext.Out.WriteLine("faults of feeds: " + string.Join(", ", faults.Select(i => $"{i.Key} ×{i.Value}")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(expected.Except(got), Is.Empty, "posts that were lost");
            Assert.That(got, Is.Unique);
            Assert.That(added, Is.EqualTo(got.Count), "posts that were added twice");
            Assert.That(meter.OverQuota, Is.Zero);
            Assert.That(meter.Most("wall.get"), Is.InRange(1, CallsOfAToken));
            Assert.That(injected.Values.Sum(), Is.GreaterThan(150));
        }

        void Inject(string target, string name, Fault fault, int times)
        {
            town.Faults.Next(target, fault, times);
            injected[$"{target} {name}"] = injected.GetValueOrDefault($"{target} {name}") + times;
        }

        async Task CrawlAsync(SandboxHost at, Scratch data, TownClock now, bool restarts)
        {
            if (restarts && _parts is not null)
            {
                await _parts.DisposeAsync();
                _parts = null;
            }

            _parts ??= Open(at, data, now, "sandbox-one", "service:sandbox-two", "sandbox-three");
            var before = Failing(data).ToHashSet();
            added += (await _parts.GetRequiredService<Crawler>().CrawlAsync(null, default)).Added;
            foreach (var reason in Failing(data).Where(line => !before.Contains(line)).Select(line => line.Split(' ')[1]))
                faults[reason] = faults.GetValueOrDefault(reason) + 1;
        }
    }

    private ServiceProvider? _parts;

    [TearDown]
    public async Task DisposeParts()
    {
        if (_parts is not null)
            await _parts.DisposeAsync();
    }

    private static ServiceProvider Open(SandboxHost town, Scratch scratch, TimeProvider clock, params string[] tokens)
    {
        var root = $"http://{TownHost}";
        var overrides = new Dictionary<string, string?>
        {
            ["Collect:BackFill"] = "14.00:00:00",
            ["Vk:BaseUrl"] = $"{root}/vk/method/",
            ["Vk:RequestsPerSecond"] = "1000",
            ["Telegram:BotBaseUrl"] = root,
            ["Telegram:BotToken"] = "sandbox-bot",
            ["Telegram:PreviewBaseUrl"] = root,
            ["Http:HostGap"] = "00:00:00",
            ["Http:Timeout"] = "00:05:00",
            [$"Http:Resolve:{TownHost}"] = town.BaseAddress.Authority,
            ["Serilog:MinimumLevel:Default"] = "Fatal",
        };
        for (var i = 0; i < tokens.Length; i++)
            overrides[$"Vk:Tokens:{i}"] = tokens[i];
        foreach (var (method, calls) in Quota)
            overrides[$"Vk:DailyCalls:{method}"] = $"{calls}";
        var configured = Configured.Load(Repository.Config, overrides) with
        {
            Feeds = [.. SandboxFeeds.At(new Uri(root + "/")).Select(feed => new Feed
            {
                Name = feed.Name, Kind = SourcesFile.Kinds[feed.Kind], Address = feed.Address, Municipality = feed.Municipality, Every = TimeSpan.FromMinutes(15),
            })],
        };
        return Service.BuildParts(configured, scratch.Path, clock, verbose: false);
    }

    private static List<string> Posts(Scratch scratch) => Read(scratch, "SELECT id FROM post ORDER BY id");

    private static List<string> Failing(Scratch scratch) => Read(scratch, "SELECT name || ' ' || fault || ' ' || failures || ' ' || fault_text FROM feed WHERE failures > 0");

    /// <summary>Nothing fails, and every feed has been read to its end since the day ended.</summary>
    private static bool IsHealthy(Scratch scratch, TimeProvider clock) =>
        Failing(scratch).Count == 0 && clock.GetUtcNow() > Start.AddDays(1.5)
        && Read(scratch, $"SELECT name FROM feed WHERE success_at < {clock.GetUtcNow().AddHours(-1).AddMinutes(-1).ToUnixTimeMilliseconds()} OR cursor LIKE '%\"Gap\":{{%'").Count == 0;

    private static List<string> Read(Scratch scratch, string sql)
    {
        using var connection = SqliteDatabase.Open(scratch.Path).Connect();
        return [.. connection.Query<string>(sql)];
    }

    /// <summary>Timers of a town in a hurry: a pause of a minute takes a second.</summary>
    private sealed class HastyClock(double factor) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / factor : dueTime, period);
    }
}
