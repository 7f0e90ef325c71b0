using System.Numerics.Tensors;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Learns, from scores of rows that the heads had not seen, what a score is worth.</summary>
/// <param name="usual">How severe each node's messages usually are; null: no row tells.</param>
internal sealed class Calibrator(RubricTree tree, TrainingSet set, UsualSeverity? usual)
{
    /// <summary>
    /// Cross-validation counts the one labelled topic as right; where topics overlap an operator accepts its neighbour as well, so
    /// the confidence that it teaches is a little low. Chosen on development data.
    /// </summary>
    private const float SlopeFactor = 1.2f;

    /// <summary>
    /// Real posts name their trouble less plainly than the corpus does, so the steps to medium and to high score lower on them than in
    /// cross-validation; their thresholds move along. The first was chosen so that the share of low ones among development rows is plausible,
    /// the second on 242 of them whose severity was judged by reading.
    /// </summary>
    private const float MediumShift = .45f;
    private const float HighShift = .65f;

    private const double UrgentRecallBonus = .2;

    private readonly ColumnLayout layout = new(tree);
    private readonly List<(float[] Logits, int Truth)> topics = [];
    private readonly List<(float[] Logits, int Truth)> rubrics = [];
    private readonly List<(float Score, bool IsIncident)> incidents = [];
    private readonly List<(float[] Steps, float[] Logits, int Rubric, Severity Truth)> severities = [];

    /// <param name="scores">One per column before the rubrics'.</param>
    public void Observe(int row, ReadOnlySpan<float> scores, Func<int, float> scoreOfRubric)
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
                rubrics.Add(([.. siblings.Select(scoreOfRubric)], Array.IndexOf(siblings, rubric)));
            }
        }

        if (severity is { } known)
            severities.Add((scores.Slice(layout.Severity, ColumnLayout.SeverityHeads).ToArray(), logits, BestRubric(logits, scoreOfRubric), known));
    }

    public Calibration Fit()
    {
        var (slope, offset) = Sigmoid();
        var topicSlope = BestSlope(topics) * SlopeFactor;
        Lean(topicSlope);
        return new Calibration
        {
            TopicSlope = topicSlope,
            RubricSlope = BestSlope(rubrics),
            IncidentSlope = slope,
            IncidentOffset = offset,
            SeverityThresholds = SeverityThresholds(),
        };
    }

    /// <summary>The likeliest rubric of the likeliest topic.</summary>
    private int BestRubric(float[] logits, Func<int, float> scoreOfRubric) =>
        tree.RubricsOfTopic[TensorPrimitives.IndexOfMax<float>(logits)].MaxBy(scoreOfRubric);

    /// <summary>Severity's margins as the classifier will see them.</summary>
    private void Lean(float topicSlope)
    {
        foreach (var (steps, logits, rubric, _) in severities)
        {
            var probability = new float[logits.Length];
            TensorPrimitives.Multiply(logits, topicSlope, probability);
            Probability.SoftMax(probability);
            usual?.Lean(probability, tree.TopicOfRubric(rubric), rubric, steps);
        }
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
        double slope = 0, offset = 0;
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
        for (var medium = -1f; medium <= 2; medium += .05f)
        {
            for (var high = -1f; high <= 2; high += .05f)
            {
                var value = ValueOf([medium, high, float.PositiveInfinity]);
                if (value > top)
                    (top, best) = (value, [medium, high, float.PositiveInfinity]);
            }
        }

        return [best[0] - MediumShift, best[1] - HighShift, CriticalThreshold()];
    }

    private double ValueOf(float[] thresholds)
    {
        Span<int> right = stackalloc int[3], said = stackalloc int[3], real = stackalloc int[3];
        var trial = new Calibration { SeverityThresholds = thresholds };
        foreach (var (steps, _, _, truth) in severities)
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
        return Enumerable.Range(-20, 81).Select(i => i * .05f).MaxBy(threshold =>
        {
            var said = severities.Where(s => s.Steps[2] >= threshold).ToList();
            return 2.0 * said.Count(s => s.Truth == Severity.Critical) / (said.Count + real);
        });
    }
}
