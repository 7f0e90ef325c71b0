using BenchmarkDotNet.Attributes;
using IncidentMonitor.Locate;

namespace IncidentMonitor.Benchmarks;

/// <summary>One operation = one post, averaged over 1,000.</summary>
[MemoryDiagnoser]
public class LocateBenchmarks
{
    private readonly string[] texts = SampleTexts.Load();
    private readonly PlaceLocator locator = PlaceLocator.Load(Path.Combine(SampleTexts.Root, "config", "places"), null);

    [Benchmark(OperationsPerInvoke = 1_000)]
    public int Locate()
    {
        var found = 0;
        foreach (var text in texts)
            found += locator.Locate(text).Place.Confidence > 0 ? 1 : 0;
        return found;
    }
}
