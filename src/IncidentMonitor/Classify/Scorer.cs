using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IncidentMonitor.Classify;

/// <summary>
/// Product of a sparse text with a model's weights. A bucket that many columns know is kept as a row of bytes for vector
/// arithmetic; a rare one as a list. Rubrics are <see cref="RubricScorer"/>'s. Safe for many threads.
/// </summary>
internal sealed class Scorer
{
    /// <summary>From so many weights on, a row is faster than a list (measured; the optimum is flat).</summary>
    private const int RowFrom = 28;

    /// <summary>Rows taken at a time, so that their places fit on the stack.</summary>
    private const int Chunk = 512;

    private readonly TrainedModel model;
    private readonly int columns;
    private readonly int[] rowOf;
    private readonly sbyte[] rowWeights;

    public Scorer(TrainedModel model)
    {
        this.model = model;
        columns = model.Layout.Rubrics;
        Width = (columns + Vector512<sbyte>.Count - 1) / Vector512<sbyte>.Count * Vector512<sbyte>.Count;
        rowOf = new int[FeatureExtractor.Size];
        Array.Fill(rowOf, -1);

        // Rows of frequent buckets lie together: most of what a text needs is then in the caches.
        var rows = 0;
        foreach (var bucket in Enumerable.Range(0, rowOf.Length).Where(b => OwnEnd(b) - model.Starts[b] >= RowFrom).OrderBy(b => model.Idf[b]))
            rowOf[bucket] = Width * rows++;

        rowWeights = new sbyte[Math.Max(1, rows) * Width];
        for (var bucket = 0; bucket < rowOf.Length; bucket++)
        {
            var end = rowOf[bucket] < 0 ? 0 : OwnEnd(bucket);
            for (var at = model.Starts[bucket]; at < end; at++)
                rowWeights[rowOf[bucket] + model.Columns[at]] = model.Weights[at];
        }
    }

    /// <summary>How long the array of scores must be: the columns before the rubrics', and room for whole vectors.</summary>
    public int Width { get; }

    /// <param name="scores">Of length <see cref="Width"/>; the columns come first.</param>
    public void Score(ReadOnlySpan<int> buckets, ReadOnlySpan<float> values, Span<float> scores)
    {
        scores.Clear();
        Span<int> rows = stackalloc int[Chunk];
        Span<float> rowValues = stackalloc float[Chunk];
        var pending = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            var bucket = buckets[i];
            if (rowOf[bucket] < 0)
            {
                for (var at = model.Starts[bucket]; at < model.Starts[bucket + 1] && model.Columns[at] < columns; at++)
                    scores[model.Columns[at]] += values[i] * model.Weights[at];
                continue;
            }

            rows[pending] = rowOf[bucket];
            rowValues[pending++] = values[i];
            if (pending == Chunk)
            {
                AddRows(rows, rowValues, scores);
                pending = 0;
            }
        }

        AddRows(rows[..pending], rowValues[..pending], scores);
        for (var column = 0; column < columns; column++)
            scores[column] = (scores[column] * model.Scale[column]) + model.Bias[column];
    }

    /// <summary>What one bucket of weight 1 adds to a topic or group.</summary>
    public float Weight(int bucket, int column)
    {
        if (rowOf[bucket] >= 0)
            return rowWeights[rowOf[bucket] + column] * model.Scale[column];
        var from = model.Starts[bucket];
        var at = model.Columns.AsSpan(from..model.Starts[bucket + 1]).IndexOf((ushort)column);
        return at < 0 ? 0 : model.Weights[from + at] * model.Scale[column];
    }

    /// <summary>Four rows at a time: each sum is loaded and stored once for the four, and each row is read from front to back.</summary>
    private void AddRows(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> scores)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(rowWeights);
        for (var i = 0; i < rows.Length; i += 4)
        {
            var (a, va) = Row(rows, values, i);
            var (b, vb) = Row(rows, values, i + 1);
            var (c, vc) = Row(rows, values, i + 2);
            var (d, vd) = Row(rows, values, i + 3);
            for (var at = 0; at < Width; at += Vector512<sbyte>.Count)
            {
                var sums = MemoryMarshal.Cast<float, Vector512<float>>(scores.Slice(at, Vector512<sbyte>.Count));
                var (s0, s1, s2, s3) = (sums[0], sums[1], sums[2], sums[3]);
                Add(ref Unsafe.Add(ref first, a + at), va, ref s0, ref s1, ref s2, ref s3);
                Add(ref Unsafe.Add(ref first, b + at), vb, ref s0, ref s1, ref s2, ref s3);
                Add(ref Unsafe.Add(ref first, c + at), vc, ref s0, ref s1, ref s2, ref s3);
                Add(ref Unsafe.Add(ref first, d + at), vd, ref s0, ref s1, ref s2, ref s3);
                (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
            }
        }
    }

    /// <summary>Past the end: any row, times nothing.</summary>
    private static (int Start, Vector512<float> Value) Row(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, int at) =>
        at < rows.Length ? (rows[at], Vector512.Create(values[at])) : (0, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref sbyte row, Vector512<float> value, ref Vector512<float> s0, ref Vector512<float> s1, ref Vector512<float> s2, ref Vector512<float> s3)
    {
        s0 = Vector512.FusedMultiplyAdd(Sixteen(ref row), value, s0);
        s1 = Vector512.FusedMultiplyAdd(Sixteen(ref Unsafe.Add(ref row, 16)), value, s1);
        s2 = Vector512.FusedMultiplyAdd(Sixteen(ref Unsafe.Add(ref row, 32)), value, s2);
        s3 = Vector512.FusedMultiplyAdd(Sixteen(ref Unsafe.Add(ref row, 48)), value, s3);
    }

    /// <summary>Sixteen bytes as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteen(ref sbyte row)
    {
        var bytes = Vector128.LoadUnsafe(ref row);
        if (Avx512F.IsSupported)
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes)),
                Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(bytes, 8))));
        }

        var (low, high) = Vector128.Widen(bytes);
        return Vector512.ConvertToSingle(Vector512.WidenLower(Vector256.Create(low, high).ToVector512Unsafe()));
    }

    /// <summary>Where a bucket's weights of rubrics begin; columns ascend.</summary>
    private int OwnEnd(int bucket)
    {
        var end = model.Starts[bucket + 1];
        while (end > model.Starts[bucket] && model.Columns[end - 1] >= columns)
            end--;
        return end;
    }
}
