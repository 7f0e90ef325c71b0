using System.Runtime.InteropServices;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Group;

/// <summary>
/// A text as the set of its stems, its numbers and the stems that it writes with a capital, hashed: all that grouping remembers of the words.
/// The two low bits of a hash tell the three apart.
/// </summary>
internal sealed class TextShape
{
    private const int KindMask = 3;
    private const int NumberKind = 1;
    private const int NameKind = 2;

    /// <summary>A long letter names its subject early; what is behind so many different stems is not looked at.</summary>
    private const int MostStems = 256;

    private readonly int[] _stems;
    private TextSketch? _sketch;

    private TextShape(int[] sorted)
    {
        _stems = sorted;
        HasNames = Array.Exists(sorted, IsName);
    }

    /// <summary>Hashes in ascending order.</summary>
    public ReadOnlySpan<int> Stems => _stems;

    /// <summary>The shape's samples for the index, drawn when first asked for.</summary>
    public TextSketch Sketch => _sketch ??= TextSketch.Of(_stems);

    public static TextShape Of(NormalisedText text)
    {
        var hashes = new HashSet<int>(Math.Min(text.Stems.Count, MostStems) + 8);
        foreach (var stem in text.Stems)
        {
            if (stem.Length > 2 || (stem.Length > 0 && char.IsAsciiDigit(stem[0])))
            {
                hashes.Add(HashOf(stem));
            }

            if (hashes.Count == MostStems)
            {
                break;
            }
        }

        AddNames(text.Original, hashes);
        var sorted = hashes.ToArray();
        Array.Sort(sorted);
        return new TextShape(sorted);
    }

    /// <summary>As the record keeps it: four bytes a stem.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<int>(_stems).ToArray();

    /// <inheritdoc cref="ToBytes"/>
    public static TextShape FromBytes(byte[] bytes) => new(MemoryMarshal.Cast<byte, int>(bytes).ToArray());

    public static bool IsNumber(int stem) => (stem & KindMask) == NumberKind;

    /// <summary>Not a word of its own, but a mark that a word stands with a capital.</summary>
    public static bool IsName(int stem) => (stem & KindMask) == NameKind;

    /// <summary>The plain stem behind a name's mark.</summary>
    public static int PlainOf(int name) => name & ~KindMask;

    /// <summary>Does the text write this stem with a capital?</summary>
    public bool HasName(int stem) => Contains(stem | NameKind);

    /// <summary>Does the text write anything with a capital, the beginnings of sentences apart?</summary>
    public bool HasNames { get; }

    /// <summary>Jaccard similarity of the words and numbers, each weighing the same, 0 to 1.</summary>
    public double Similarity(TextShape other)
    {
        var (own, its, common) = (0, 0, 0);
        foreach (var stem in _stems)
        {
            own += IsName(stem) ? 0 : 1;
            common += !IsName(stem) && other.Contains(stem) ? 1 : 0;
        }

        foreach (var stem in other._stems)
        {
            its += IsName(stem) ? 0 : 1;
        }

        var union = own + its - common;
        return union == 0 ? 0 : (double)common / union;
    }

    public bool Contains(int stem) => Array.BinarySearch(_stems, stem) >= 0;

    /// <summary>FNV-1a (the framework's own string hash changes with every process), the kind in the low bits.</summary>
    public static int HashOf(ReadOnlySpan<char> stem)
    {
        var hash = 2166136261u;
        foreach (var letter in stem)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)(hash & ~(uint)KindMask) | (stem.Length > 0 && char.IsAsciiDigit(stem[0]) ? NumberKind : 0);
    }

    /// <summary>Marks rare words that are written with a capital: streets, villages, people. Shouting says nothing, and a sentence's first word little.</summary>
    private static void AddNames(string text, HashSet<int> hashes)
    {
        Span<char> folded = stackalloc char[32];
        var end = Math.Min(text.Length, 8192);
        for (var i = 0; i < end; i++)
        {
            if (!char.IsUpper(text[i]) || (i > 0 && char.IsLetterOrDigit(text[i - 1])))
            {
                continue;
            }

            var last = i;
            while (last + 1 < end && char.IsLower(text[last + 1]))
            {
                last++;
            }

            var length = last - i + 1;
            if (length is < 4 or > 32)
            {
                continue;
            }

            for (var k = 0; k < length; k++)
            {
                folded[k] = Letters.Fold(text[i + k]);
            }

            var hash = HashOf(folded[..Stemmer.StemLength(folded[..length])]);
            var isLed = i > 1 && text[i - 1] == ' ' && (char.IsLetterOrDigit(text[i - 2]) || text[i - 2] == ',');
            if (hashes.Count < MostStems + 64 && hashes.Contains(hash) && StemWeights.ShareOf(hash) < (isLed ? 0.02 : 0.001))
            {
                hashes.Add(hash | NameKind);
            }

            i = last;
        }
    }
}
