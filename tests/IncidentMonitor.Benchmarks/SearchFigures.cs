using System.Diagnostics;
using System.Globalization;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentMonitor.Benchmarks;

/// <summary>
/// Figures of the projection against the engine that INCIDENTMONITOR_SEARCH_URL names (and _USER, _PASSWORD, _CA); it may be written to, alias <c>figures</c>.
/// <c>search [incidents] [seconds]</c>: a rebuild of so many incidents (default 200,000) beside the engine's raw <c>_bulk</c> on the same documents, then the lag
/// until incidents can be found at 200 a second for so long (default 60).
/// </summary>
internal static class SearchFigures
{
    private const int PerSecond = 200;

    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Texts = SampleTexts.Load();

    public static async Task RunAsync(int incidents, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("search-figures-").FullName;
        var config = Path.Combine(SampleTexts.Root, "config");
        var configuration = SettingsFile.Open(config);
        var problems = new Problems();
        var read = SettingsFile.Bind(configuration, problems);
        problems.ThrowIfAny();
        var settings = read with { Search = read.Search with { Alias = "figures" } };
        using var store = new IncidentStore(SqliteDatabase.Open(folder));
        using var client = new SearchClient(settings.Search, TimeProvider.System);
        var cluster = new IndexCluster(client, IndexShape.Create(SearchWords.Load(config)), settings.Search.Alias);
        var feed = new IndexFeed(store, cluster, settings, TimeProvider.System, NullLogger<IndexFeed>.Instance);
        var rebuild = new IndexRebuild(store, cluster, feed, TimeProvider.System, NullLogger<IndexRebuild>.Instance);
        using var projector = new Projector(store, cluster, feed, rebuild, TimeProvider.System, NullLogger<Projector>.Instance);
        Say($"{await client.ProductAsync(default)}, {incidents} incidents");
        for (var from = 0; from < incidents; from += 5_000)
        {
            await store.WriteAsync(unit => Write(unit, from, Math.Min(5_000, incidents - from)), default);
        }

        var reading = await SecondsAsync(() =>
        {
            for (var after = 0L; feed.ReadAfter("0", after) is { Covered: > 0 } batch; after = batch.LastNumber)
            {
            }

            return Task.FromResult(0);
        });
        Say($"documents made from the record, without an engine: {incidents / reading:0} a second");
        // In turn, so that neither has the quieter half of the run; the first round warms up.
        var (ours, raw) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            ours.Add(incidents / await SecondsAsync(() => rebuild.RunAsync(null, null, default)));
            raw.Add(incidents / await RawAsync(client, cluster, feed));
            Say($"round {round}: rebuild {ours[^1]:0} documents/s, raw _bulk {raw[^1]:0} documents/s, ratio {ours[^1] / raw[^1]:0.00}");
        }

        await LagAsync(store, projector, cluster, incidents, seconds);
        foreach (var index in await cluster.IndicesAsync(default))
        {
            await cluster.DeleteAsync(index, default);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The same documents in requests made beforehand, one after the other, into indices of the same shape.</summary>
    private static async Task<double> RawAsync(SearchClient client, IndexCluster cluster, IndexFeed feed)
    {
        const string Raw = "00000000-999999";
        await cluster.CreateAsync(Raw, Begin.Year, isLive: false, default);
        var seconds = 0.0;
        for (var after = 0L; feed.ReadAfter(Raw, after) is { Covered: > 0 } batch; after = batch.LastNumber)
        {
            seconds += await SecondsAsync(async () =>
            {
                using var answer = await client.SendAsync(HttpMethod.Post, BulkOutcome.Path, batch.Body, null, default);
                return answer.Root.GetProperty("errors").GetBoolean() ? throw new InvalidOperationException(answer.Root.ToString()) : 0;
            });
        }

        seconds += await SecondsAsync(async () =>
        {
            await cluster.OpenForReadersAsync(Raw, default);
            return 0;
        });
        await cluster.DeleteAsync(cluster.IndexName(Raw, Begin.Year), default);
        return seconds;
    }

    /// <summary>From the commit in the record until a search finds the incident.</summary>
    private static async Task LagAsync(IncidentStore store, Projector projector, IndexCluster cluster, int from, int seconds)
    {
        await projector.DrainAsync(default);
        using var stop = new CancellationTokenSource();
        var committed = new List<(long Number, long At)>();
        var lags = new List<double>();
        var projecting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await projector.DrainAsync(default);
                await Task.Delay(SearchJob.Tick, TimeProvider.System);
            }
        });
        var looking = Task.Run(async () =>
        {
            var next = 0;
            while (!stop.IsCancellationRequested)
            {
                using var answer = await cluster.Client.SendAsync(HttpMethod.Post, $"/{cluster.Alias}/_search?filter_path=aggregations", """{"size":0,"aggs":{"newest":{"max":{"field":"number"}}}}""", default);
                var newest = answer.Root.GetProperty("aggregations").GetProperty("newest").GetProperty("value").GetDouble();
                var now = Stopwatch.GetTimestamp();
                lock (committed)
                {
                    for (; next < committed.Count && committed[next].Number <= newest; next++)
                    {
                        lags.Add(Stopwatch.GetElapsedTime(committed[next].At, now).TotalSeconds);
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        });
        // Ten commits a second, as pages of posts come in.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var tick = 0; tick < seconds * 10; tick++)
        {
            await timer.WaitForNextTickAsync();
            var at = from + (tick * PerSecond / 10);
            await store.WriteAsync(unit => Write(unit, at, PerSecond / 10), default);
            lock (committed)
            {
                committed.AddRange(Enumerable.Range(at + 1, PerSecond / 10).Select(number => ((long)number, Stopwatch.GetTimestamp())));
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        await stop.CancelAsync();
        await Task.WhenAll(projecting, looking);
        lags.Sort();
        Say($"lag at {PerSecond} incidents/s for {seconds} s: {lags.Count} found of {committed.Count}, p50 {lags[lags.Count / 2]:0.00} s, p99 {lags[lags.Count * 99 / 100]:0.00} s, most {lags[^1]:0.00} s");
    }

    private static async Task<double> SecondsAsync<T>(Func<Task<T>> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Write(StoreUnit unit, int from, int count)
    {
        for (var n = from; n < from + count; n++)
        {
            var at = Begin.AddSeconds(n);
            var text = $"{Texts[n % Texts.Length]} Дом {n % 211}, обращение {n}.";
            var raw = new RawPost { Source = SourceKind.Vk, OwnerId = "-1", Id = $"{n}", Text = text, Author = "Автор", AuthorId = $"{n % 5000}", PublishedAt = at, Url = $"https://vk.com/wall-1_{n}" };
            var label = new Label
            {
                IsIncident = true, IncidentProbability = 0.9, Severity = (Severity)(n % 4), Topic = $"Тема {n % 40}", Group = $"Группа {n % 12}", Confidence = 0.8, NeedsHuman = n % 7 == 0,
                Rubric = new RubricScore($"r{n % 90}", $"Рубрика {n % 90}", 0.8),
            };
            var placed = new PlacedPost(new Post(raw, "wall", "Озёрск", Normaliser.Normalise(text), at, at), label, new Place { Municipality = $"Район {n % 30}", Street = "Лесная", House = $"{n % 211}", Lat = 55.1, Lon = 61.4, Reason = "из текста" });
            unit.AddPost(new LabelledPost(placed.Post, label));
            unit.AddIncident(
                new Incident
                {
                    Id = StableId.ForIncident(raw.RecordId), Severity = label.Severity, Rubric = label.Rubric, Topic = label.Topic, Group = label.Group, Confidence = 0.8, NeedsHuman = label.NeedsHuman,
                    Place = placed.Place, Agency = new Assignment("town", "Администрация города", "по рубрике"), Reasons = ["Рубрика по словам: яма", "из текста", "новый инцидент", "по рубрике"],
                    StartedAt = at, CreatedAt = at, Deadlines = new Deadlines(at.AddHours(4), at.AddDays(1)),
                }, placed, "новый инцидент");
        }
    }

    private static void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}"));
}
