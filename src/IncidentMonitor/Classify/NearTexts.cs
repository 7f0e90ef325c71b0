
namespace IncidentMonitor.Classify;

/// <summary>
/// Finds earlier texts that look like the one at hand, by look-up instead of pair by pair. A key that many texts share leads to the latest
/// <see cref="Reach"/> of them only: that keeps the whole linear, and what so many share says little.
/// </summary>
internal sealed class NearTexts
{
    private const int Reach = 24;

    private readonly Dictionary<ulong, List<int>> buckets = [];
    private readonly List<ulong> keys = [];
    private readonly HashSet<int> met = [];

    /// <summary>
    /// Texts whose words are mostly the same: they meet in at least two of the MinHash bands of <see cref="StemSet"/>, which a pair of Jaccard
    /// similarity s does with probability 1 − (1 − s²)⁸ − 8 s² (1 − s²)⁷: 0.97 at 0.7, 0.13 at 0.3, 0.003 at 0.1.
    /// </summary>
    public IReadOnlyCollection<int> SameWords(int index, StemSet shape)
    {
        Span<ulong> bands = stackalloc ulong[StemSet.Bands];
        shape.WriteBands(bands);
        keys.Clear();
        for (var a = 0; a < bands.Length; a++)
        {
            for (var b = a + 1; b < bands.Length; b++)
                keys.Add(Mix(Mix(bands[a]) ^ bands[b]));
        }

        return Meet(index);
    }

    /// <summary>
    /// Texts of the same length in words that differ in few places: cut into one piece more than places may differ, they share a whole piece
    /// at its place.
    /// </summary>
    /// <param name="differences">How many places may differ.</param>
    public IReadOnlyCollection<int> SameSkeleton(int index, IReadOnlyList<string> stems, int differences)
    {
        keys.Clear();
        var pieces = differences + 1;
        for (var piece = 0; piece < pieces; piece++)
        {
            var key = Mix(((ulong)stems.Count << 8) | (uint)piece);
            for (var at = stems.Count * piece / pieces; at < stems.Count * (piece + 1) / pieces; at++)
                key = Mix(key ^ HashOf(stems[at]));
            keys.Add(key);
        }

        return Meet(index);
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    public static ulong HashOf(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text)
            hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }

    private HashSet<int> Meet(int index)
    {
        met.Clear();
        foreach (var key in keys)
        {
            if (!buckets.TryGetValue(key, out var bucket))
                buckets[key] = bucket = new List<int>(1);
            met.UnionWith(bucket);
            if (bucket.Count == Reach)
                bucket.RemoveAt(0);
            bucket.Add(index);
        }

        return met;
    }

    /// <summary>Finaliser of MurmurHash3 (A. Appleby).</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCDUL;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return value ^ (value >> 33);
    }
}
