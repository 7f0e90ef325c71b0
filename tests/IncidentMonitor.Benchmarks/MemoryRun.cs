using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using IncidentMonitor.Collect;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentMonitor.Benchmarks;

/// <summary>
/// <c>memory [POSTS] [PRINT EVERY]</c>: generated posts through crawler, flow and record, 10,000 to a day of the clock; prints the working set
/// and what the collector of garbage holds. Run it in the project's root: it needs <c>config</c> and <c>models</c>.
/// </summary>
internal static class MemoryRun
{
    private const int PostsPerDay = 10_000;
    private const int PageSize = 100;

    public static async Task RunAsync(string[] args)
    {
        var posts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var every = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
        var data = Directory.CreateTempSubdirectory("incident-monitor-memory-").FullName;
        var clock = new SettableClock();
        try
        {
            var configured = Configured.Load("config", new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" });
            await using var parts = Service.BuildParts(configured, data, clock, verbose: false);
            var feed = new Feed { Name = "flood", Kind = FeedKind.News, Address = "https://example.org/feed", Every = TimeSpan.Zero };
            var collector = new Flood(feed, clock);
            var store = parts.GetRequiredService<IncidentStore>();
            var crawler = new Crawler([collector], [feed], store, parts.GetRequiredService<IncidentFlow>(), TimeSpan.FromDays(1), clock, NullLogger<Crawler>.Instance);
            var watch = Stopwatch.StartNew();
            Console.WriteLine("   posts  working set MB  managed MB  record MB  posts/s");
            for (var done = 0; done < posts;)
            {
                done += (await crawler.CrawlAsync(null, CancellationToken.None)).Added;
                if (done % every == 0)
                {
                    var managed = GC.GetTotalMemory(forceFullCollection: true);
                    using var process = Process.GetCurrentProcess();
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{done,8}  {process.WorkingSet64 / 1048576.0,14:0}  {managed / 1048576.0,10:0}  {new FileInfo(Path.Combine(data, "incidents.db")).Length / 1048576.0,9:0}  {done / watch.Elapsed.TotalSeconds,7:0}"));
                }
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>One page a read; a tenth of the posts complain, the rest chat.</summary>
    private sealed class Flood(Feed feed, SettableClock clock) : ICollector
    {
        private static readonly string[] Complaints = ["нет горячей воды", "не вывозят мусор", "яма на дороге", "не работает фонарь", "течёт крыша", "отключили отопление", "автобус не приехал", "сломан лифт"];
        private static readonly string[] Chat = ["красивый закат", "кто завтра на рыбалку", "поздравляю с праздником", "продам коляску", "рецепт пирога", "фото из парка", "ищу попутчика", "спасибо всем"];
        private readonly Random _random = new(1);
        private int _number;

        public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.News };

        public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            clock.Now += TimeSpan.FromDays((double)PageSize / PostsPerDay);
            yield return new() { Feed = feed, Posts = [.. Enumerable.Range(0, PageSize).Select(_ => Post())], Cursor = _number.ToString(CultureInfo.InvariantCulture) };
        }

        private RawPost Post()
        {
            var number = ++_number;
            var words = _random.Next(10) == 0 ? Complaints : Chat;
            return new()
            {
                Source = SourceKind.News,
                OwnerId = "flood",
                Id = number.ToString(CultureInfo.InvariantCulture),
                AuthorId = $"a{_random.Next(20_000)}",
                PublishedAt = clock.Now,
                Url = $"https://example.org/{number}",
                Text = string.Create(CultureInfo.InvariantCulture, $"{words[_random.Next(words.Length)]} {words[_random.Next(words.Length)]}, улица Ленина {_random.Next(1, 200)}, слово{_random.Next(100_000)} раз{_random.Next(1000)}"),
            };
        }
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 12, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
