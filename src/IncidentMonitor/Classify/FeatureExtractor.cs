using IncidentMonitor.Normalise;

namespace IncidentMonitor.Classify;

/// <summary>
/// Turns a text into counts of hashed buckets: stems and pairs of neighbouring stems in the first half of the space, runs of
/// 3 to 5 characters within a word (its ends marked) in the second. Words carry the meaning, characters survive typing errors.
/// Not for two threads at once.
/// </summary>
internal sealed class FeatureExtractor
{
    /// <summary>Buckets of each half. At 2^16 collisions cost nothing measurable on 35,000 posts.</summary>
    public const int HalfSize = 1 << 16;

    /// <summary>Buckets of the whole space.</summary>
    public const int Size = 2 * HalfSize;

    private const int ShortestRun = 3;
    private const int LongestRun = 5;

    /// <summary>Weight of 1 + ln(count), looked up.</summary>
    private static readonly float[] SublinearCount = [.. Enumerable.Range(0, 256).Select(n => n == 0 ? 0 : 1 + MathF.Log(n))];

    private readonly TextScanner scanner = new();
    private readonly byte[] counts = new byte[Size];
    private readonly int[] touched = new int[Size];
    private int touchedCount;

    /// <summary>The text read last: its words and their places in the source.</summary>
    public TextScanner Scanner => scanner;

    /// <summary>
    /// Adds the text's vector to <paramref name="into"/>: sublinear count × <paramref name="idf"/>, each half scaled to unit length.
    /// </summary>
    /// <param name="idf">Weight of each bucket; empty: 1 for all.</param>
    public void Extract(string text, ReadOnlySpan<float> idf, FeatureVector into)
    {
        scanner.Scan(text);
        touchedCount = 0;
        CountWords();
        Emit(idf, into);
        touchedCount = 0;
        CountRuns();
        Emit(idf, into);
    }

    /// <summary>Buckets that the word number <paramref name="word"/> of the text read last fed, with its two pairs.</summary>
    public void BucketsOf(int word, List<int> into)
    {
        var stem = StemHash(word);
        into.Add(WordBucket(stem));
        if (word > 0)
            into.Add(WordBucket(Pair(StemHash(word - 1), stem)));
        if (word + 1 < scanner.Words.Length)
            into.Add(WordBucket(Pair(stem, StemHash(word + 1))));
        touchedCount = 0;
        CountRuns(Word(word));
        for (var i = 0; i < touchedCount; i++)
        {
            into.Add(touched[i]);
            counts[touched[i]] = 0;
        }

        touchedCount = 0;
    }

    private ReadOnlySpan<char> Word(int index)
    {
        var word = scanner.Words[index];
        return scanner.Clean.Slice(word.Start, word.Length);
    }

    private uint StemHash(int index)
    {
        var word = Word(index);
        var hash = 2166136261u;
        foreach (var letter in word[..Stemmer.StemLength(word)])
            hash = (hash ^ letter) * 16777619u;
        return hash;
    }

    private static uint Pair(uint first, uint second) => (first * 31) ^ (second + 0x9E3779B9u);

    private static int WordBucket(uint hash) => (int)(Mix(hash) >> 16);

    private static uint Mix(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        hash ^= hash >> 12;
        return hash * 0x297A2D39u;
    }

    private void CountWords()
    {
        uint? before = null;
        for (var i = 0; i < scanner.Words.Length; i++)
        {
            var stem = StemHash(i);
            Touch(WordBucket(stem));
            if (before is { } first)
                Touch(WordBucket(Pair(first, stem)));
            before = stem;
        }
    }

    private void CountRuns()
    {
        for (var i = 0; i < scanner.Words.Length; i++)
            CountRuns(Word(i));
    }

    private void CountRuns(ReadOnlySpan<char> word)
    {
        for (var start = -1; start <= word.Length - ShortestRun + 1; start++)
        {
            var hash = 0x811C9DC5u;
            var longest = Math.Min(LongestRun, word.Length + 1 - start);
            for (var length = 0; length < longest; length++)
            {
                var at = start + length;
                var letter = (uint)at < (uint)word.Length ? word[at] : ' ';
                hash = (hash ^ letter) * 16777619u;
                if (length >= ShortestRun - 1)
                    Touch(HalfSize + (int)(Mix(hash) >> 16));
            }
        }
    }

    private void Touch(int bucket)
    {
        ref var count = ref counts[bucket];
        if (count == 0)
            touched[touchedCount++] = bucket;
        if (count < byte.MaxValue)
            count++;
    }

    private void Emit(ReadOnlySpan<float> idf, FeatureVector into)
    {
        var from = into.Count;
        var square = 0f;
        for (var i = 0; i < touchedCount; i++)
        {
            var bucket = touched[i];
            var value = SublinearCount[counts[bucket]] * (idf.IsEmpty ? 1 : idf[bucket]);
            counts[bucket] = 0;
            if (value == 0)
                continue;
            into.Add(bucket, value);
            square += value * value;
        }

        if (square == 0)
            return;
        var scale = 1 / MathF.Sqrt(square);
        foreach (ref var value in into.Values[from..])
            value *= scale;
    }
}
