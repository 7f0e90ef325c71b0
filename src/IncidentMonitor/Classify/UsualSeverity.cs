using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>
/// How severe the messages of each topic and rubric usually are. Words alone do not tell an open manhole from an open kiosk; what the
/// message is about does, so each step of severity leans towards what is usual there.
/// </summary>
/// <param name="Topics">For each topic the shares of its rows above low, above medium, above high: 0 to 1, one after the other.</param>
/// <param name="Rubrics">The same for each rubric.</param>
internal sealed record UsualSeverity(float[] Topics, float[] Rubrics)
{
    /// <summary>
    /// Weight of the usual share beside a head's margin. Chosen on 242 real messages whose severity was judged by reading: from 0 to 1 the
    /// average precision of the urgent ones rises from .38 to .44, from 1 to 2 by .02 more.
    /// </summary>
    private const float Weight = 1.2f;

    /// <summary>So many rows of the node above are mixed into each node's own.</summary>
    private const float Borrowed = 5;

    private const int Steps = ColumnLayout.SeverityHeads;

    public static UsualSeverity Of(RubricTree tree, IReadOnlyList<TrainingSet.Row> rows)
    {
        var all = new float[Steps];
        float[] topics = new float[tree.Topics.Count * Steps], rubrics = new float[tree.Rubrics.Count * Steps];
        int[] ofTopic = new int[tree.Topics.Count], ofRubric = new int[tree.Rubrics.Count];
        var count = 0;
        foreach (var row in rows)
        {
            if (row.Severity is not { } severity)
                continue;
            count++;
            Count(all, 0, severity);
            if (row.Node?.Topic is { } topic)
            {
                ofTopic[topic]++;
                Count(topics, topic, severity);
            }

            if (row.Node?.Rubric is { } rubric)
            {
                ofRubric[rubric]++;
                Count(rubrics, rubric, severity);
            }
        }

        for (var step = 0; step < Steps; step++)
        {
            all[step] /= Math.Max(1, count);
            for (var topic = 0; topic < ofTopic.Length; topic++)
                Mix(topics, topic, step, ofTopic[topic], all[step]);
            for (var rubric = 0; rubric < ofRubric.Length; rubric++)
                Mix(rubrics, rubric, step, ofRubric[rubric], topics[(tree.TopicOfRubric(rubric) * Steps) + step]);
        }

        return new UsualSeverity(topics, rubrics);
    }

    /// <summary>Moves the heads' margins towards what is usual: by the chosen rubric for the chosen topic, by the topic for all others.</summary>
    /// <param name="probability">Of each topic, summing to 1.</param>
    public void Lean(ReadOnlySpan<float> probability, int topic, int rubric, Span<float> steps)
    {
        for (var step = 0; step < Steps; step++)
        {
            var usual = probability[topic] * (Rubrics[(rubric * Steps) + step] - Topics[(topic * Steps) + step]);
            for (var other = 0; other < probability.Length; other++)
                usual += probability[other] * Topics[(other * Steps) + step];
            steps[step] += Weight * usual;
        }
    }

    private static void Count(float[] counts, int node, Severity severity)
    {
        for (var step = 0; step < (int)severity; step++)
            counts[(node * Steps) + step]++;
    }

    private static void Mix(float[] counts, int node, int step, int rows, float above)
    {
        ref var share = ref counts[(node * Steps) + step];
        share = (share + (Borrowed * above)) / (rows + Borrowed);
    }
}
