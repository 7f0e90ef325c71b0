using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IncidentMonitor.Classify;

/// <summary>
/// Product of a sparse text with a model's weights. A bucket that many columns know is kept as a row of bytes for vector
/// arithmetic; a rare one, and the rubrics' columns, as a list. Safe for many threads.
/// </summary>
internal sealed class Scorer
{
    /// <summary>From so many weights on, a row is faster than a list (measured; the optimum is flat).</summary>
    private const int RowFrom = 16;

    /// <summary>Rows taken at a time, so that their places fit on the stack.</summary>
    private const int Chunk = 512;

    private readonly TrainedModel model;
    private readonly int rowWidth;
    private readonly int[] rowOf;
    private readonly sbyte[] rowWeights;
    private readonly int[] listStarts;
    private readonly ushort[] listColumns;
    private readonly sbyte[] listWeights;

    public Scorer(TrainedModel model)
    {
        this.model = model;
        var inRows = model.Layout.Rubrics;
        rowWidth = (inRows + Vector256<sbyte>.Count - 1) / Vector256<sbyte>.Count * Vector256<sbyte>.Count;
        Width = Math.Max(rowWidth, model.Layout.Count);
        rowOf = new int[FeatureExtractor.Size];
        var rows = 0;
        for (var bucket = 0; bucket < rowOf.Length; bucket++)
            rowOf[bucket] = CountBelow(bucket, inRows) >= RowFrom ? rowWidth * rows++ : -1;

        rowWeights = new sbyte[rows * rowWidth];
        listStarts = new int[FeatureExtractor.Size + 1];
        listColumns = new ushort[model.Weights.Length];
        listWeights = new sbyte[model.Weights.Length];
        var listed = 0;
        for (var bucket = 0; bucket < rowOf.Length; bucket++)
        {
            for (var at = model.Starts[bucket]; at < model.Starts[bucket + 1]; at++)
            {
                if (rowOf[bucket] >= 0 && model.Columns[at] < inRows)
                {
                    rowWeights[rowOf[bucket] + model.Columns[at]] = model.Weights[at];
                    continue;
                }

                listColumns[listed] = model.Columns[at];
                listWeights[listed++] = model.Weights[at];
            }

            listStarts[bucket + 1] = listed;
        }

        Array.Resize(ref listColumns, listed);
        Array.Resize(ref listWeights, listed);
    }

    /// <summary>How long the array of scores must be: the columns, and room for whole vectors.</summary>
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
            for (var at = listStarts[bucket]; at < listStarts[bucket + 1]; at++)
                scores[listColumns[at]] += values[i] * listWeights[at];
            if (rowOf[bucket] < 0)
                continue;
            rows[pending] = rowOf[bucket];
            rowValues[pending++] = values[i];
            if (pending == Chunk)
            {
                AddRows(rows, rowValues, scores);
                pending = 0;
            }
        }

        AddRows(rows[..pending], rowValues[..pending], scores);
        for (var column = 0; column < model.Scale.Length; column++)
            scores[column] = (scores[column] * model.Scale[column]) + model.Bias[column];
    }

    /// <summary>What one bucket of weight 1 adds to a topic or group.</summary>
    public float Weight(int bucket, int column)
    {
        if (rowOf[bucket] >= 0)
            return rowWeights[rowOf[bucket] + column] * model.Scale[column];
        var from = listStarts[bucket];
        var at = listColumns.AsSpan(from..listStarts[bucket + 1]).IndexOf((ushort)column);
        return at < 0 ? 0 : listWeights[from + at] * model.Scale[column];
    }

    /// <summary>Four rows at a time: each sum is loaded and stored once for the four, and each row is read from front to back.</summary>
    private void AddRows(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> scores)
    {
        for (var i = 0; i < rows.Length; i += 4)
        {
            var (a, va) = Row(rows, values, i);
            var (b, vb) = Row(rows, values, i + 1);
            var (c, vc) = Row(rows, values, i + 2);
            var (d, vd) = Row(rows, values, i + 3);
            for (var at = 0; at < rowWidth; at += Vector256<sbyte>.Count)
            {
                var sums = MemoryMarshal.Cast<float, Vector256<float>>(scores.Slice(at, Vector256<sbyte>.Count));
                var (s0, s1, s2, s3) = (sums[0], sums[1], sums[2], sums[3]);
                Add(a + at, va, ref s0, ref s1, ref s2, ref s3);
                Add(b + at, vb, ref s0, ref s1, ref s2, ref s3);
                Add(c + at, vc, ref s0, ref s1, ref s2, ref s3);
                Add(d + at, vd, ref s0, ref s1, ref s2, ref s3);
                (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
            }
        }
    }

    /// <summary>Past the end: any row, times nothing.</summary>
    private static (int Start, Vector256<float> Value) Row(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, int at) =>
        at < rows.Length ? (rows[at], Vector256.Create(values[at])) : (0, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int start, Vector256<float> value, ref Vector256<float> s0, ref Vector256<float> s1, ref Vector256<float> s2, ref Vector256<float> s3)
    {
        var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref rowWeights[start]));
        var (a, b) = Vector256.Widen(low);
        var (c, d) = Vector256.Widen(high);
        s0 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(a), value, s0);
        s1 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(b), value, s1);
        s2 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(c), value, s2);
        s3 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(d), value, s3);
    }

    private int CountBelow(int bucket, int column)
    {
        var count = 0;
        for (var at = model.Starts[bucket]; at < model.Starts[bucket + 1] && model.Columns[at] < column; at++)
            count++;
        return count;
    }
}
