namespace IncidentMonitor.Classify;

/// <summary>One two-sided question put to a support vector machine.</summary>
internal sealed class Machine
{
    private readonly SparseRows rows;
    private readonly sbyte[] signs;
    private readonly float cost;

    /// <param name="sides">Per row 1 or -1; anything else leaves the row out.</param>
    public Machine(SparseRows rows, int[] sides, float cost)
    {
        this.rows = rows;
        this.cost = cost;
        signs = [.. sides.Select(s => s is 1 or -1 ? (sbyte)s : (sbyte)0)];
        Positive = signs.Count(s => s == 1);
        Negative = signs.Count(s => s == -1);
    }

    public int Positive { get; }

    public int Negative { get; }

    /// <summary>Both sides weigh the same, however many rows they have.</summary>
    public float[] TrainBalanced(int seed)
    {
        var half = (Positive + Negative) / 2f;
        return Train(half / Math.Max(1, Positive), half / Math.Max(1, Negative), seed);
    }

    /// <returns>One weight per bucket, the bias last.</returns>
    public float[] Train(float positiveWeight, float negativeWeight, int seed)
    {
        var weights = new float[FeatureExtractor.Size + 1];
        if (Positive == 0 || Negative == 0)
        {
            // A class without examples is as far away as the margin of any other's negatives.
            weights[^1] = Math.Sign(Positive - Negative);
            return weights;
        }

        var costs = signs.Select(s => cost * (s == 1 ? positiveWeight : negativeWeight)).ToArray();
        LinearSvm.Train(rows, signs, costs, weights, seed);
        return weights;
    }
}
