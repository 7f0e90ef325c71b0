namespace IncidentMonitor.Model;

/// <summary>How fast somebody must act.</summary>
public enum Severity
{
    /// <summary>A wish, a question, an opinion.</summary>
    Low,

    /// <summary>An ordinary problem on the normal term.</summary>
    Medium,

    /// <summary>People are harmed or soon will be: hours count.</summary>
    High,

    /// <summary>A threat to life or health, or a vital service out for many, now.</summary>
    Critical,
}

/// <summary>A leaf of the tree with the share of belief it got.</summary>
/// <param name="Confidence">Probability, 0 to 1.</param>
public sealed record RubricScore(string Id, string Name, double Confidence);

/// <summary>Another topic that the classifier held possible.</summary>
/// <param name="Confidence">Probability of the topic, 0 to 1.</param>
public sealed record Alternative(string Topic, string Group, double Confidence, RubricScore Rubric);

/// <summary>What the classifier says of a text. Field names are those of the <c>classify</c> command.</summary>
public sealed record Label
{
    public required bool IsIncident { get; init; }

    /// <summary>0 to 1.</summary>
    public required double IncidentProbability { get; init; }

    public required Severity Severity { get; init; }
    public required string Topic { get; init; }
    public required string Group { get; init; }
    public string? Block { get; init; }

    /// <summary>Probability of <see cref="Topic"/> (all its rubrics together), 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The classifier abstains: an operator decides.</summary>
    public required bool NeedsHuman { get; init; }

    public required RubricScore Rubric { get; init; }
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];

    /// <summary>Words of the text that spoke most for <see cref="Topic"/>, strongest first.</summary>
    public IReadOnlyList<string> Because { get; init; } = [];
}
