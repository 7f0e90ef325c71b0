namespace IncidentMonitor.Group;

/// <summary>
/// Sixteen stems drawn from a text so that two texts draw the same one with the probability of their weighted Jaccard similarity: of each text the
/// stem whose exponential clock, running as fast as the stem weighs, rings first (A. Broder 1997 for sets; weights after E. Cohen, Size-estimation
/// framework, 1997). A pair of similarity 0.3 shares two of them or more with probability 0.97, one of 0.05 with 0.19: copies and retellings are found
/// by look-up instead of pair by pair.
/// </summary>
internal readonly struct TextSketch
{
    public const int Samples = 16;

    private readonly ulong[] _keys;

    private TextSketch(ulong[] keys) => _keys = keys;

    /// <summary>A key per sample, none for a text without words.</summary>
    public ReadOnlySpan<ulong> Keys => _keys;

    public static TextSketch Of(ReadOnlySpan<int> stems)
    {
        Span<double> first = stackalloc double[Samples];
        first.Fill(double.PositiveInfinity);
        var keys = new ulong[Samples];
        var isEmpty = true;
        foreach (var stem in stems)
        {
            if (TextShape.IsName(stem))
            {
                continue;
            }

            var weight = Math.Max(1e-3, StemWeights.WeightOf(StemWeights.ShareOf(stem)));
            isEmpty = false;
            for (var i = 0; i < Samples; i++)
            {
                var random = Mix((uint)stem ^ (((ulong)i + 1) * 0x9E3779B97F4A7C15UL));
                var rings = -Math.Log(((random >> 11) + 0.5) / (1UL << 53)) / weight;
                if (rings < first[i])
                {
                    first[i] = rings;
                    keys[i] = Mix(((ulong)i << 32) | (uint)stem);
                }
            }
        }

        return new TextSketch(isEmpty ? [] : keys);
    }

    /// <summary>Finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
