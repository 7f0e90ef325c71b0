namespace IncidentMonitor.Classify;

/// <summary>
/// One linear support vector machine with squared hinge loss, trained by coordinate descent in the dual with shrinking
/// (Hsieh, Chang, Lin, Keerthi, Sundararajan: A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 3).
/// Deterministic in its input and seed.
/// </summary>
internal static class LinearSvm
{
    private const int MaxPasses = 60;

    /// <param name="rows">The examples.</param>
    /// <param name="sign">+1 or -1 per row; 0 leaves the row out.</param>
    /// <param name="cost">C of each row: what a violation of the margin costs.</param>
    /// <param name="weights">Filled: one weight per bucket, the bias last. Its length is that of the space plus one.</param>
    /// <param name="tolerance">Stops when the projected gradients spread less than this.</param>
    public static void Train(SparseRows rows, ReadOnlySpan<sbyte> sign, ReadOnlySpan<float> cost, float[] weights, int seed, float tolerance = .1f)
    {
        Array.Clear(weights);
        var active = new int[rows.Count];
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (sign[i] != 0)
                active[count++] = i;
        }

        var all = count;
        var alpha = new float[rows.Count];
        var random = new Random(seed);
        var upperBefore = float.PositiveInfinity;
        var lowerBefore = float.NegativeInfinity;
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var upper = float.NegativeInfinity;
            var lower = float.PositiveInfinity;
            for (var i = 0; i < count; i++)
            {
                var other = i + random.Next(count - i);
                (active[i], active[other]) = (active[other], active[i]);
            }

            for (var s = 0; s < count; s++)
            {
                var row = active[s];
                var y = sign[row];
                var diagonal = .5f / cost[row];
                var gradient = (y * rows.Dot(row, weights)) - 1 + (alpha[row] * diagonal);
                var projected = gradient;
                if (alpha[row] == 0)
                {
                    if (gradient > upperBefore)
                    {
                        (active[s], active[count - 1]) = (active[count - 1], active[s]);
                        count--;
                        s--;
                        continue;
                    }

                    projected = Math.Min(gradient, 0);
                }

                upper = Math.Max(upper, projected);
                lower = Math.Min(lower, projected);
                if (Math.Abs(projected) < 1e-12f)
                    continue;
                var before = alpha[row];
                alpha[row] = Math.Max(before - (gradient / (rows.Squares[row] + diagonal)), 0);
                var step = (alpha[row] - before) * y;
                if (step != 0)
                    rows.AddTo(row, step, weights);
            }

            if (upper - lower <= tolerance)
            {
                if (count == all)
                    return;
                count = all;
                upperBefore = float.PositiveInfinity;
                lowerBefore = float.NegativeInfinity;
                continue;
            }

            upperBefore = upper <= 0 ? float.PositiveInfinity : upper;
            lowerBefore = lower >= 0 ? float.NegativeInfinity : lower;
        }
    }
}
