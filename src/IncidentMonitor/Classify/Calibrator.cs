using System.Numerics.Tensors;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Learns, from scores of rows that the heads had not seen, what a score is worth.</summary>
internal sealed class Calibrator(RubricTree tree, TrainingSet set)
{
    /// <summary>
    /// Real posts are further from the corpus than the corpus from itself, so confidence learned by cross-validation is too high
    /// for them. This share of the slope is kept.
    /// </summary>
    private const float SlopeKept = 1.1f;

    private const double UrgentRecallBonus = 1;

    private readonly ColumnLayout layout = new(tree);
    private readonly List<(float[] Logits, int Truth)> topics = [];
    private readonly List<(float[] Logits, int Truth)> rubrics = [];
    private readonly List<(float Score, bool IsIncident)> incidents = [];
    private readonly List<(float[] Steps, Severity Truth)> severities = [];

    /// <param name="scores">One per column; copied.</param>
    public void Observe(int row, ReadOnlySpan<float> scores)
    {
        var (_, node, severity) = set.Rows[row];
        var logits = new float[tree.Topics.Count];
        layout.TopicScores(scores, logits);
        incidents.Add((layout.IncidentScore(scores, logits), node is not null));
        if (node?.Topic is { } topic)
        {
            topics.Add((logits, topic));
            var siblings = tree.RubricsOfTopic[topic];
            if (node?.Rubric is { } rubric && siblings.Length > 1)
            {
                var own = new float[siblings.Length];
                for (var i = 0; i < own.Length; i++)
                    own[i] = scores[layout.Rubrics + siblings[i]];
                rubrics.Add((own, Array.IndexOf(siblings, rubric)));
            }
        }

        if (severity is { } known)
            severities.Add((scores.Slice(layout.Severity, ColumnLayout.SeverityHeads).ToArray(), known));
    }

    public Calibration Fit()
    {
        var (slope, offset) = Sigmoid();
        return new Calibration
        {
            TopicSlope = BestSlope(topics) * SlopeKept,
            RubricSlope = BestSlope(rubrics),
            IncidentSlope = slope,
            IncidentOffset = offset,
            SeverityThresholds = SeverityThresholds(),
        };
    }

    /// <summary>The slope under which the truth is likeliest, by golden section over its logarithm.</summary>
    private static float BestSlope(List<(float[] Logits, int Truth)> seen)
    {
        if (seen.Count == 0)
            return 1;
        double low = Math.Log(.01), high = Math.Log(100);
        const double Ratio = .6180339887498949;
        for (var i = 0; i < 30; i++)
        {
            double left = high - (Ratio * (high - low)), right = low + (Ratio * (high - low));
            if (Loss(seen, (float)Math.Exp(left)) < Loss(seen, (float)Math.Exp(right)))
                high = right;
            else
                low = left;
        }

        return (float)Math.Exp((low + high) / 2);
    }

    private static double Loss(List<(float[] Logits, int Truth)> seen, float slope)
    {
        var loss = 0.0;
        var probability = new float[seen.Max(s => s.Logits.Length)];
        foreach (var (logits, truth) in seen)
        {
            var own = probability.AsSpan(0, logits.Length);
            TensorPrimitives.Multiply(logits, slope, own);
            Probability.SoftMax(own);
            loss -= Math.Log(Math.Max(own[truth], 1e-9f));
        }

        return loss;
    }

    /// <summary>Platt's sigmoid by Newton steps, both classes weighing the same: how many incidents a stream holds is not known here.</summary>
    private (float Slope, float Offset) Sigmoid()
    {
        int positive = incidents.Count(i => i.IsIncident), negative = incidents.Count - positive;
        if (positive == 0 || negative == 0)
            return (1, negative == 0 ? 10 : -10);
        double slope = 1, offset = 0;
        for (var step = 0; step < 50; step++)
        {
            double gs = 1e-6 * slope, go = 0, hss = 1e-6, hso = 0, hoo = 1e-9;
            foreach (var (score, isIncident) in incidents)
            {
                var probability = 1 / (1 + Math.Exp(-(slope * score) - offset));
                var weight = .5 / (isIncident ? positive : negative);
                var error = weight * (probability - (isIncident ? 1 : 0));
                var curve = weight * probability * (1 - probability);
                gs += error * score;
                go += error;
                hss += curve * score * score;
                hso += curve * score;
                hoo += curve;
            }

            var determinant = (hss * hoo) - (hso * hso);
            if (determinant < 1e-15)
                break;
            slope -= ((hoo * gs) - (hso * go)) / determinant;
            offset -= ((hss * go) - (hso * gs)) / determinant;
        }

        return ((float)slope, (float)offset);
    }

    /// <summary>
    /// Thresholds that give the best macro-F1 over low, medium, urgent, plus a little for urgent recall: an urgent message that is
    /// missed costs more than one looked at for nothing. Within the urgent ones critical is where its F1 is best.
    /// </summary>
    private float[] SeverityThresholds()
    {
        var best = new float[ColumnLayout.SeverityHeads];
        if (severities.Count == 0)
            return best;
        var top = double.MinValue;
        for (var medium = -1f; medium <= 1; medium += .05f)
        {
            for (var high = -1f; high <= 1; high += .05f)
            {
                var value = ValueOf([medium, high, float.PositiveInfinity]);
                if (value > top)
                    (top, best) = (value, [medium, high, float.PositiveInfinity]);
            }
        }

        best[2] = CriticalThreshold();
        return best;
    }

    private double ValueOf(float[] thresholds)
    {
        Span<int> right = stackalloc int[3], said = stackalloc int[3], real = stackalloc int[3];
        var trial = new Calibration { SeverityThresholds = thresholds };
        foreach (var (steps, truth) in severities)
        {
            var answer = Math.Min((int)trial.SeverityOf(steps), 2);
            var wanted = Math.Min((int)truth, 2);
            said[answer]++;
            real[wanted]++;
            if (answer == wanted)
                right[answer]++;
        }

        var f1 = 0.0;
        for (var i = 0; i < 3; i++)
            f1 += 2.0 * right[i] / Math.Max(1, said[i] + real[i]) / 3;
        return f1 + (UrgentRecallBonus * right[2] / Math.Max(1, real[2]));
    }

    private float CriticalThreshold()
    {
        var real = severities.Count(s => s.Truth == Severity.Critical);
        if (real == 0)
            return float.MaxValue;
        return Enumerable.Range(-20, 61).Select(i => i * .05f).MaxBy(threshold =>
        {
            var said = severities.Where(s => s.Steps[2] >= threshold).ToList();
            return 2.0 * said.Count(s => s.Truth == Severity.Critical) / (said.Count + real);
        });
    }
}
