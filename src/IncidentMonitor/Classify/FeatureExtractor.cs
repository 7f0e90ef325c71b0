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

    /// <summary>Buckets of both halves.</summary>
    public const int TextSize = 2 * HalfSize;

    /// <summary>Buckets behind the text's, one for each topic of a tutor (<see cref="Tutor"/>).</summary>
    public const int TutorSize = 1024;

    /// <summary>Buckets of the whole space.</summary>
    public const int Size = TextSize + TutorSize;

    private const int ShortestRun = 3;
    private const int LongestRun = 5;

    /// <summary>1 + ln(count), looked up.</summary>
    private static readonly float[] SublinearCount = [.. Enumerable.Range(0, 256).Select(n => n == 0 ? 0 : 1 + MathF.Log(n))];

    private readonly TextScanner scanner = new();
    private readonly byte[] counts = new byte[TextSize];
    private readonly BucketList words = new();
    private readonly BucketList runs = new();
    private readonly BucketList log = new();
    private readonly BucketList logStarts = new();

    /// <summary>The text read last: its words and their places in the source.</summary>
    public TextScanner Scanner => scanner;

    /// <summary>
    /// Adds the text's vector to <paramref name="into"/>: sublinear count × <paramref name="idf"/>, each half scaled to unit length.
    /// </summary>
    /// <param name="idf">Weight of each bucket; empty: 1 for all.</param>
    public void Extract(string text, ReadOnlySpan<float> idf, FeatureVector into)
    {
        scanner.Scan(text);
        log.Clear();
        logStarts.Clear();
        uint? before = null;
        for (var i = 0; i < scanner.Words.Length; i++)
        {
            logStarts.Add(log.Count);
            var word = Word(i);
            var stem = Hash(word[..Stemmer.StemLength(word)]);
            Count(Bucket(stem), words);
            if (before is { } first)
                Count(Bucket((first * 31) ^ (stem + 0x9E3779B9u)), words);
            before = stem;
            CountRuns(word);
        }

        logStarts.Add(log.Count);
        Emit(words, idf, into);
        Emit(runs, idf, into);
    }

    /// <summary>Buckets that the word number <paramref name="word"/> of the text read last fed: its stem, its pair with the word before, its runs.</summary>
    public ReadOnlySpan<int> BucketsOf(int word) => log.Span[logStarts.Span[word]..logStarts.Span[word + 1]];

    private ReadOnlySpan<char> Word(int index)
    {
        var word = scanner.Words[index];
        return scanner.Clean.Slice(word.Start, word.Length);
    }

    /// <summary>FNV-1a over UTF-16 units.</summary>
    private static uint Hash(ReadOnlySpan<char> letters)
    {
        var hash = 2166136261u;
        foreach (var letter in letters)
            hash = (hash ^ letter) * 16777619u;
        return hash;
    }

    /// <summary>The upper half of a well-mixed hash.</summary>
    private static int Bucket(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        hash ^= hash >> 12;
        return (int)((hash * 0x297A2D39u) >> 16);
    }

    private void CountRuns(ReadOnlySpan<char> word)
    {
        for (var start = -1; start <= word.Length - ShortestRun + 1; start++)
        {
            var hash = 2166136261u;
            var longest = Math.Min(LongestRun, word.Length + 1 - start);
            for (var length = 0; length < longest; length++)
            {
                var at = start + length;
                hash = (hash ^ ((uint)at < (uint)word.Length ? word[at] : ' ')) * 16777619u;
                if (length >= ShortestRun - 1)
                    Count(HalfSize + Bucket(hash), runs);
            }
        }
    }

    private void Count(int bucket, BucketList touched)
    {
        log.Add(bucket);
        ref var count = ref counts[bucket];
        if (count == 0)
            touched.Add(bucket);
        if (count < byte.MaxValue)
            count++;
    }

    private void Emit(BucketList touched, ReadOnlySpan<float> idf, FeatureVector into)
    {
        var from = into.Count;
        var square = 0f;
        foreach (var bucket in touched.Span)
        {
            var value = SublinearCount[counts[bucket]] * (idf.IsEmpty ? 1 : idf[bucket]);
            counts[bucket] = 0;
            if (value == 0)
                continue;
            into.Add(bucket, value);
            square += value * value;
        }

        touched.Clear();
        if (square == 0)
            return;
        var scale = 1 / MathF.Sqrt(square);
        foreach (ref var value in into.Values[from..])
            value *= scale;
    }

    /// <summary>A list of numbers that keeps its room.</summary>
    private sealed class BucketList
    {
        private int[] items = new int[1024];

        public int Count { get; private set; }

        public ReadOnlySpan<int> Span => items.AsSpan(0, Count);

        public void Clear() => Count = 0;

        public void Add(int item)
        {
            if (Count == items.Length)
                Array.Resize(ref items, Count * 2);
            items[Count++] = item;
        }
    }
}
