using System.Globalization;
using IncidentMonitor.Classify;
using IncidentMonitor.Group;
using IncidentMonitor.Locate;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Group;

/// <summary>
/// How well grouping tells one problem from two, with the shipped model and place finder and no feed's home. <c>IMTEST_PAIRS</c> names a file of
/// real pairs in the same columns, which may not enter the project.
/// </summary>
internal sealed class GroupingPairsTests
{
    private static readonly Lazy<Classifier> Shipped = new(() => Classifier.Load(Path.Combine(Repository.Root, "models", "rubrics.model")));
    private static readonly Lazy<PlaceLocator> Places = new(() => PlaceLocator.Load(Path.Combine(Repository.Config, "places"), null));

    [TestCaseSource(nameof(Files))]
    public void Pairs(string path, double precision, double recall)
    {
        var measured = Measure(path);
        TestContext.Out.WriteLine(measured);
        Assert.Multiple(() =>
        {
            Assert.That(measured.Precision, Is.GreaterThanOrEqualTo(precision), measured.ToString());
            Assert.That(measured.Recall, Is.GreaterThanOrEqualTo(recall), measured.ToString());
        });
    }

    private static IEnumerable<TestCaseData> Files()
    {
        yield return Authored("grouping-develop.tsv", 0.97, 0.80);
        yield return Authored("grouping-held-out.tsv", 0.95, 0.75);
        if (Environment.GetEnvironmentVariable("IMTEST_PAIRS") is { Length: > 0 } real)
        {
            yield return new TestCaseData(real, 0.95, 0.80).SetArgDisplayNames("real");
        }

        static TestCaseData Authored(string fixture, double precision, double recall) =>
            new TestCaseData(Path.Combine(Repository.Root, "tests", "IncidentMonitor.Tests", "Fixtures", fixture), precision, recall).SetArgDisplayNames(fixture);
    }

    private static Measured Measure(string path)
    {
        var measured = new Measured();
        PlacedPost? first = null;
        foreach (var cells in File.ReadLines(path).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).Where(cells => cells.Length == 5 && cells[0] != "verdict"))
        {
            var post = Placed(cells[4], double.Parse(cells[2], CultureInfo.InvariantCulture));
            if (cells[0] == "base")
            {
                first = post;
                continue;
            }

            var index = new IncidentIndex();
            index.Add(new IndexedPost("one", 1, first!.Label.Topic, first.Label.Group, first.Place, first.Post.PublishedAt, first.Shape, true));
            measured.Count(cells[0] == "same", Grouping.Best(post, index).Joined is not null, cells[1]);
        }

        return measured;
    }

    private static PlacedPost Placed(string text, double hours)
    {
        var at = new DateTimeOffset(2026, 1, 21, 8, 0, 0, TimeSpan.Zero).AddHours(hours);
        var post = new Post(new RawPost { Source = SourceKind.File, OwnerId = "o", Id = "i", RecordId = "i", Text = text, PublishedAt = at }, null, null, Normaliser.Normalise(text), at, at);
        return new PlacedPost(post, Shipped.Value.Classify(text), Places.Value.Locate(post));
    }

    private sealed class Measured
    {
        private readonly SortedDictionary<string, int> _wrong = new(StringComparer.Ordinal);
        private int _joined, _rightly, _same, _pairs;

        public double Precision => (double)_rightly / Math.Max(1, _joined);

        public double Recall => (double)_rightly / Math.Max(1, _same);

        public void Count(bool isSame, bool joins, string kind)
        {
            _pairs++;
            _same += isSame ? 1 : 0;
            _joined += joins ? 1 : 0;
            _rightly += isSame && joins ? 1 : 0;
            if (isSame != joins)
            {
                _wrong[$"{kind}{(joins ? " joined" : " missed")}"] = _wrong.GetValueOrDefault($"{kind}{(joins ? " joined" : " missed")}") + 1;
            }
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{_pairs} pairs: precision {Precision:F3}, recall {Recall:F3}; {string.Join(", ", _wrong.Select(pair => $"{pair.Key} {pair.Value}"))}");
    }
}
