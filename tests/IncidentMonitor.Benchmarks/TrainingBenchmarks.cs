using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Benchmarks;

/// <summary>Time of a training against the size of the corpus, calibration included.</summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 1)]
public class TrainingBenchmarks
{
    private readonly RubricTree tree = RubricTree.Load(Path.Combine(SampleTexts.Root, "config", "rubrics", "tree.csv"));
    private TrainingSet set = new();

    [Params(2_000, 4_000, 8_000, 16_000)]
    public int Posts { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var all = new TrainingSet();
        all.Add(Path.Combine(SampleTexts.Root, "config", "rubrics", "examples", "posts.csv"), tree,
            new TrainingColumns { Text = "text", Label = "rubric", Topic = "topic", Group = "group", Severity = "severity" });
        var every = Math.Max(1, all.Rows.Count / Posts);
        set = new TrainingSet();
        set.Add(all.Rows.Where((_, i) => i % every == 0).Take(Posts));
    }

    [Benchmark]
    public int Train() => ModelTrainer.Train(tree, set, seed: 1).Weights.Length;
}
