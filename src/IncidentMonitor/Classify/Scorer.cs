using System.Numerics;
using System.Runtime.InteropServices;

namespace IncidentMonitor.Classify;

/// <summary>
/// Product of a sparse text with a model's weights. A bucket that many columns know is kept as a row of bytes, one per column, for
/// vector arithmetic; a rare one as a list of columns. Safe for many threads.
/// </summary>
internal sealed class Scorer
{
    /// <summary>From so many weights on, a row is faster than a list (measured; the optimum is flat).</summary>
    private const int RowFrom = 24;

    private readonly TrainedModel model;
    private readonly int width;
    private readonly int[] rowOf;
    private readonly sbyte[] rowWeights;

    public Scorer(TrainedModel model)
    {
        this.model = model;
        width = (model.Layout.Count + Vector<sbyte>.Count - 1) / Vector<sbyte>.Count * Vector<sbyte>.Count;
        rowOf = new int[FeatureExtractor.Size];
        Array.Fill(rowOf, -1);
        var rows = 0;
        for (var bucket = 0; bucket < rowOf.Length; bucket++)
        {
            if (model.Starts[bucket + 1] - model.Starts[bucket] >= RowFrom)
                rowOf[bucket] = width * rows++;
        }

        rowWeights = new sbyte[rows * width];
        for (var bucket = 0; bucket < rowOf.Length; bucket++)
        {
            for (var at = model.Starts[bucket]; rowOf[bucket] >= 0 && at < model.Starts[bucket + 1]; at++)
                rowWeights[rowOf[bucket] + model.Columns[at]] = model.Weights[at];
        }
    }

    /// <summary>How long the array of scores must be: the columns, rounded up to whole vectors.</summary>
    public int Width => width;

    /// <param name="scores">Of length <see cref="Width"/>; the columns come first.</param>
    public void Score(ReadOnlySpan<int> buckets, ReadOnlySpan<float> values, Span<float> scores)
    {
        scores.Clear();
        var sums = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var owners = model.Columns;
        var weights = model.Weights;
        for (var i = 0; i < buckets.Length; i++)
        {
            var row = rowOf[buckets[i]];
            if (row >= 0)
            {
                AddRow(MemoryMarshal.Cast<sbyte, Vector<sbyte>>(rowWeights.AsSpan(row, width)), new Vector<float>(values[i]), sums);
                continue;
            }

            var end = model.Starts[buckets[i] + 1];
            for (var at = model.Starts[buckets[i]]; at < end; at++)
                scores[owners[at]] += values[i] * weights[at];
        }

        for (var column = 0; column < model.Scale.Length; column++)
            scores[column] = (scores[column] * model.Scale[column]) + model.Bias[column];
    }

    /// <summary>What one bucket of weight 1 adds to a column.</summary>
    public float Weight(int bucket, int column)
    {
        if (rowOf[bucket] >= 0)
            return rowWeights[rowOf[bucket] + column] * model.Scale[column];
        var from = model.Starts[bucket];
        var at = model.Columns.AsSpan(from..model.Starts[bucket + 1]).IndexOf((ushort)column);
        return at < 0 ? 0 : model.Weights[from + at] * model.Scale[column];
    }

    private static void AddRow(ReadOnlySpan<Vector<sbyte>> row, Vector<float> value, Span<Vector<float>> sums)
    {
        var at = 0;
        foreach (var bytes in row)
        {
            Vector.Widen(bytes, out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            sums[at] = Vector.FusedMultiplyAdd(Vector.ConvertToSingle(a), value, sums[at]);
            sums[at + 1] = Vector.FusedMultiplyAdd(Vector.ConvertToSingle(b), value, sums[at + 1]);
            sums[at + 2] = Vector.FusedMultiplyAdd(Vector.ConvertToSingle(c), value, sums[at + 2]);
            sums[at + 3] = Vector.FusedMultiplyAdd(Vector.ConvertToSingle(d), value, sums[at + 3]);
            at += 4;
        }
    }
}
