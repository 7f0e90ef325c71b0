namespace IncidentMonitor.Classify;

/// <summary>
/// Product of a sparse text with a model's weights. Buckets that most columns know are kept as rows of bytes for vector
/// arithmetic, the others as lists. Safe for many threads.
/// </summary>
internal sealed class Scorer
{
    private readonly TrainedModel model;

    public Scorer(TrainedModel model) => this.model = model;

    public void Score(ReadOnlySpan<int> buckets, ReadOnlySpan<float> values, Span<float> scores)
    {
        scores.Clear();
        for (var i = 0; i < buckets.Length; i++)
        {
            var value = values[i];
            var end = model.Starts[buckets[i] + 1];
            for (var at = model.Starts[buckets[i]]; at < end; at++)
                scores[model.Columns[at]] += value * model.Weights[at];
        }

        for (var column = 0; column < scores.Length; column++)
            scores[column] = (scores[column] * model.Scale[column]) + model.Bias[column];
    }

    /// <summary>What one bucket of weight 1 adds to a column.</summary>
    public float Weight(int bucket, int column)
    {
        var list = model.Columns.AsSpan(model.Starts[bucket]..model.Starts[bucket + 1]);
        var at = list.BinarySearch((ushort)column);
        return at < 0 ? 0 : model.Weights[model.Starts[bucket] + at] * model.Scale[column];
    }
}
