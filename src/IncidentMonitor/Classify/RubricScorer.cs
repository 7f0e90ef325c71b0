namespace IncidentMonitor.Classify;

/// <summary>
/// Scores rubrics, which are asked for only within the few topics that come into question: column by column. Safe for many threads.
/// </summary>
internal sealed class RubricScorer
{
    private readonly TrainedModel model;
    private readonly int[] starts;
    private readonly int[] buckets;
    private readonly sbyte[] weights;

    public RubricScorer(TrainedModel model)
    {
        this.model = model;
        var first = model.Layout.Rubrics;
        starts = new int[model.Tree.Rubrics.Count + 1];
        foreach (var column in model.Columns)
        {
            if (column >= first)
                starts[column - first + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var next = starts.ToArray();
        buckets = new int[starts[^1]];
        weights = new sbyte[starts[^1]];
        for (var bucket = 0; bucket < FeatureExtractor.Size; bucket++)
        {
            for (var at = model.Starts[bucket]; at < model.Starts[bucket + 1]; at++)
            {
                if (model.Columns[at] < first)
                    continue;
                var to = next[model.Columns[at] - first]++;
                buckets[to] = bucket;
                weights[to] = model.Weights[at];
            }
        }
    }

    public float Score(int rubric, DenseText text)
    {
        var sum = 0f;
        for (var at = starts[rubric]; at < starts[rubric + 1]; at++)
        {
            if (text.Holds(buckets[at]))
                sum += text[buckets[at]] * weights[at];
        }

        var column = model.Layout.Rubrics + rubric;
        return (sum * model.Scale[column]) + model.Bias[column];
    }
}
