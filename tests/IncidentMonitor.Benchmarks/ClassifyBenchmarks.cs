using BenchmarkDotNet.Attributes;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Benchmarks;

/// <summary>One operation = one post, averaged over 1,000; <see cref="Load"/> is one model.</summary>
[MemoryDiagnoser]
public class ClassifyBenchmarks
{
    private readonly string[] texts = SampleTexts.Load();
    private readonly TrainedModel model = ModelFile.Read(SampleTexts.ModelPath);
    private readonly FeatureExtractor extractor = new();
    private readonly FeatureVector vector = new();
    private FeatureVector[] vectors = [];
    private Scorer scorer = null!;
    private Classifier classifier = null!;
    private float[] scores = [];

    [GlobalSetup]
    public void Prepare()
    {
        scorer = new Scorer(model);
        classifier = new Classifier(model);
        scores = new float[scorer.Width];
        vectors = [.. texts.Select(text =>
        {
            var own = new FeatureVector();
            extractor.Extract(text, model.Idf, own);
            return own;
        })];
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public int Features()
    {
        var count = 0;
        foreach (var text in texts)
        {
            vector.Clear();
            extractor.Extract(text, model.Idf, vector);
            count += vector.Count;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public float Scoring()
    {
        var sum = 0f;
        foreach (var one in vectors)
        {
            scorer.Score(one.Buckets, one.Values, scores);
            sum += scores[0];
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public double Whole()
    {
        var sum = 0.0;
        foreach (var text in texts)
            sum += classifier.Classify(text).Confidence;
        return sum;
    }

    [Benchmark]
    public int Load() => Classifier.Load(SampleTexts.ModelPath).Tree.Rubrics.Count;
}
