using BenchmarkDotNet.Attributes;
using IncidentMonitor.Group;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Benchmarks;

/// <summary>
/// Grouping without the record: shape, look-up, comparison, remembering. Run:
/// <c>dotnet run -c Release --project tests/IncidentMonitor.Benchmarks -- --filter *Grouping*</c>; a million posts on one core, with the memory
/// after each hundred thousand: <c>… -- grouping-million</c>.
/// </summary>
[MemoryDiagnoser]
public class GroupingBenchmarks
{
    private const int Posts = 20_000;
    private readonly PlacedPost[] _stream = [.. GroupingStream.Make(Posts)];

    /// <summary>Per operation: one post grouped and remembered.</summary>
    [Benchmark(OperationsPerInvoke = Posts)]
    public int GroupAndRemember()
    {
        var index = new IncidentIndex();
        var joined = 0;
        foreach (var post in _stream)
        {
            joined += GroupingStream.Take(index, post) ? 1 : 0;
        }

        return joined;
    }
}

/// <summary>A stream with the vocabulary of the corpus: its texts with other places and some other words, a twentieth of them copies.</summary>
internal static class GroupingStream
{
    public static IEnumerable<PlacedPost> Make(int count)
    {
        var texts = SampleTexts.Load().Select(text => Normaliser.Normalise(text)).ToArray();
        var random = new Random(1);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        NormalisedText? last = null;
        for (var i = 0; i < count; i++)
        {
            NormalisedText text;
            if (last is not null && i % 20 == 19)
            {
                text = last;
            }
            else
            {
                var (one, two) = (texts[random.Next(texts.Length)], texts[random.Next(texts.Length)]);
                text = one with { Stems = [.. one.Stems, .. two.Stems.Take(random.Next(6)), $"улиц{random.Next(5_000)}", $"{random.Next(200)}"] };
            }

            last = text;
            var at = start.AddSeconds(30 * i);
            var topic = $"тема {random.Next(50)}";
            yield return new PlacedPost(
                new Post(new RawPost { Source = SourceKind.Vk, OwnerId = "o", Id = "i", RecordId = "i", Text = "", PublishedAt = at }, null, null, text, at, at),
                new Label { IsIncident = true, IncidentProbability = 1, Severity = Severity.Medium, Topic = topic, Group = $"группа {topic.Length}", Confidence = 1, NeedsHuman = false, Rubric = new RubricScore("r", "р", 1) },
                new Place { Municipality = $"округ {random.Next(30)}", Street = random.Next(3) == 0 ? $"улица {random.Next(2_000)}" : null, House = random.Next(4) == 0 ? $"{random.Next(90)}" : null, Reason = "" });
        }
    }

    public static bool Take(IncidentIndex index, PlacedPost post)
    {
        var match = Grouping.Best(post, index).Joined;
        index.Add(new IndexedPost(match?.Other.IncidentId ?? "new", 1, post.Label.Topic, post.Label.Group, post.Place, post.Post.PublishedAt, post.Shape, match is null));
        return match is not null;
    }

    /// <summary>A million posts through the index on this thread; a line per hundred thousand.</summary>
    public static void Million()
    {
        var index = new IncidentIndex();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (done, joined, busy) = (0, 0, TimeSpan.Zero);
        foreach (var chunk in Make(1_000_000).Chunk(10_000))
        {
            clock.Restart();
            foreach (var post in chunk)
            {
                joined += Take(index, post) ? 1 : 0;
            }

            busy += clock.Elapsed;
            done += chunk.Length;
            if (done % 100_000 == 0)
            {
                Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{done} posts, {done / busy.TotalSeconds:F0} posts/s, joined {joined}, held {index.Count}, heap {GC.GetTotalMemory(true) / 1_048_576} MiB"));
            }
        }
    }
}
