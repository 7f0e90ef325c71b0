namespace IncidentMonitor.Classify;

/// <summary>
/// A text as the set of its stems, with a MinHash signature in bands: texts that share much share a band with high probability, so copies are
/// found by look-up instead of pair by pair (A. Broder, On the resemblance and containment of documents, 1997). With 8 bands of 2 rows a pair of
/// Jaccard similarity s meets in a band with probability 1 − (1 − s²)⁸: 0.97 at s = 0.6, 0.75 at 0.4, 0.08 at 0.1.
/// </summary>
internal sealed class StemSet
{
    public const int Bands = 8;
    private const int Rows = 2;

    /// <summary>Seeds of the hash functions: fixed, so a restart computes the same bands.</summary>
    private static readonly ulong[] Seeds = [.. Enumerable.Range(1, Bands * Rows).Select(i => unchecked((ulong)i * 0x9E3779B97F4A7C15UL))];

    private readonly int[] _stems;

    private StemSet(int[] stems) => _stems = stems;

    /// <summary>Different stems of three letters or more: shorter ones are mostly particles and say nothing of the subject.</summary>
    public int Count => _stems.Length;

    public static StemSet Of(IReadOnlyList<string> stems)
    {
        var hashes = new HashSet<int>(stems.Count);
        foreach (var stem in stems)
        {
            if (stem.Length > 2)
            {
                hashes.Add(Hash(stem));
            }
        }

        var sorted = hashes.ToArray();
        Array.Sort(sorted);
        return new StemSet(sorted);
    }

    /// <summary>Jaccard similarity of the two sets, 0 to 1.</summary>
    public double Similarity(StemSet other)
    {
        var (i, j, common) = (0, 0, 0);
        while (i < _stems.Length && j < other._stems.Length)
        {
            var order = _stems[i].CompareTo(other._stems[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        var union = _stems.Length + other._stems.Length - common;
        return union == 0 ? 0 : (double)common / union;
    }

    /// <summary>Writes the keys of the bands, <see cref="Bands"/> of them.</summary>
    public void WriteBands(Span<ulong> keys)
    {
        for (var band = 0; band < Bands; band++)
        {
            var key = (ulong)band;
            for (var row = 0; row < Rows; row++)
            {
                var seed = Seeds[(band * Rows) + row];
                var least = ulong.MaxValue;
                foreach (var stem in _stems)
                {
                    var hash = Mix((uint)stem ^ seed);
                    least = hash < least ? hash : least;
                }

                key = Mix(key ^ least);
            }

            keys[band] = key;
        }
    }

    /// <summary>FNV-1a: the framework's own string hash changes with every process.</summary>
    private static int Hash(string stem)
    {
        var hash = 2166136261u;
        foreach (var letter in stem)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)hash;
    }

    /// <summary>Finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
