using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>A leaf of the tree, as its row in the tree file says.</summary>
public sealed record Rubric
{
    /// <summary>Stable, never given to another rubric.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The node above; a tree without topics has the rubric's own name here.</summary>
    public required string Topic { get; init; }

    public required string Group { get; init; }

    public string? Block { get; init; }

    /// <summary>решаемый or информационный.</summary>
    public string? Type { get; init; }

    /// <summary>What a message under this rubric usually is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Term of the answer: 9wh (working hours), 24h, 3d, 7wd (working days), 10d.</summary>
    public string? Answer { get; init; }

    /// <summary>Kind of department that usually answers.</summary>
    public string? Department { get; init; }

    /// <summary>Version of the tree in which the rubric came.</summary>
    public string? Since { get; init; }

    /// <summary>Off: not yet rolled out; the classifier does not choose it.</summary>
    public bool Enabled { get; init; } = true;
}
