using BenchmarkDotNet.Attributes;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Benchmarks;

/// <summary>One operation = one post, averaged over 1,000.</summary>
[MemoryDiagnoser]
public class NormaliseBenchmarks
{
    private readonly string[] texts = SampleTexts.Load();
    private readonly TextScanner scanner = new();

    [Benchmark(OperationsPerInvoke = 1_000)]
    public int Scan()
    {
        var words = 0;
        foreach (var text in texts)
        {
            scanner.Scan(text);
            words += scanner.Words.Length;
        }

        return words;
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public int Normalise()
    {
        var stems = 0;
        foreach (var text in texts)
            stems += Normaliser.Normalise(text).Stems.Count;
        return stems;
    }
}
