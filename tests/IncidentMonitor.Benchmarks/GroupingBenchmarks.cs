using BenchmarkDotNet.Attributes;
using IncidentMonitor.Group;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Benchmarks;

/// <summary>
/// The in-memory part of grouping: shape, look-up, remembering. Posts of a year's stream over 200 streets and 50 topics, one every 30 s;
/// a tenth are copies. Run: <c>dotnet run -c Release --project tests/IncidentMonitor.Benchmarks -- --filter *Grouping*</c>.
/// </summary>
[MemoryDiagnoser]
public class GroupingBenchmarks
{
    private const int Posts = 100_000;

    private static readonly string[] Words =
        ["яма", "двор", "дорога", "снег", "вода", "батарея", "холодная", "автобус", "врач", "очередь", "мусор", "контейнер", "свет", "фонарь", "собаки", "школа", "крыша", "течёт", "лифт", "подъезд",
         "третий", "день", "неделю", "никто", "звонили", "администрация", "просим", "ребёнок", "коляска", "опасно", "темно", "грязь", "запах", "квитанция", "платим", "ремонт", "обещали", "когда", "почему", "сколько"];

    private readonly List<(DateTimeOffset At, string Topic, Place Place, string[] Stems)> _stream = [];

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < Posts; i++)
        {
            var stems = i % 10 == 9
                ? _stream[random.Next(Math.Max(0, i - 2000), i)].Stems
                : [.. Enumerable.Range(0, 8 + random.Next(30)).Select(_ => $"{Stemmer.Stem(Words[random.Next(Words.Length)])}{random.Next(40)}")];
            _stream.Add((start.AddSeconds(30 * i), $"тема {random.Next(50)}", new Place { Municipality = "Город", Street = $"улица {random.Next(200)}", Reason = "" }, stems));
        }
    }

    /// <summary>Per operation: one post found or not, and remembered.</summary>
    [Benchmark(OperationsPerInvoke = Posts)]
    public int FindAndRemember()
    {
        var index = new IncidentIndex();
        var found = 0;
        foreach (var (at, topic, place, stems) in _stream)
        {
            var shape = TextShape.Of(stems);
            found += index.Alike(shape, at).Any(other => shape.Similarity(other.Shape) >= 0.8) ? 1 : 0;
            found += index.SamePlace(topic, place, at).Any() ? 1 : 0;
            index.Add(new IndexedPost("i", 1, topic, "Группа", place, at, shape));
        }

        return found;
    }
}
