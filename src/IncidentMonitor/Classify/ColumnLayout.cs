namespace IncidentMonitor.Classify;

/// <summary>Where each head's columns begin, and the scores that are read from several of them.</summary>
internal sealed class ColumnLayout
{
    /// <summary>Heads «at least medium», «at least high», «critical».</summary>
    public const int SeverityHeads = 3;

    /// <summary>
    /// How much the best topic's score says about being an incident at all, beside the head's own opinion. A head alone takes any
    /// angry or official tone for a complaint; a text in which no topic finds its words is seldom one.
    /// </summary>
    private const float TopicEvidence = .2f;

    private readonly int[] groupOf;

    public ColumnLayout(RubricTree tree)
    {
        groupOf = [.. Enumerable.Range(0, tree.Topics.Count).Select(t => tree.Topics.Count + tree.GroupOfTopic(t))];
        Groups = tree.Topics.Count;
        Incident = Groups + tree.Groups.Count;
        Count = Rubrics + tree.Rubrics.Count;
    }

    public int Groups { get; }

    public int Incident { get; }

    public int Severity => Incident + 1;

    public int Rubrics => Severity + SeverityHeads;

    public int Count { get; }

    /// <summary>A topic's score: its own and its group's.</summary>
    public void TopicScores(ReadOnlySpan<float> scores, Span<float> topics)
    {
        for (var topic = 0; topic < topics.Length; topic++)
            topics[topic] = scores[topic] + scores[groupOf[topic]];
    }

    /// <param name="topics">As <see cref="TopicScores"/> gave them.</param>
    public float IncidentScore(ReadOnlySpan<float> scores, ReadOnlySpan<float> topics) =>
        scores[Incident] + (TopicEvidence * System.Numerics.Tensors.TensorPrimitives.Max(topics));
}
