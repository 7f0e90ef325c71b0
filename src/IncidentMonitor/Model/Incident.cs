namespace IncidentMonitor.Model;

/// <summary>A problem in a place, told by one post or by many, with an office that answers and a term.</summary>
public sealed record Incident
{
    /// <summary>See <see cref="StableId.ForIncident"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Running number that people use; given by the record, 0 before it is stored.</summary>
    public long Number { get; init; }

    /// <summary>Only <c>new</c> for now: the life cycle comes with the operators' accounts.</summary>
    public string Status { get; init; } = "new";

    public required Severity Severity { get; init; }
    public bool IsUrgent => Severity >= Severity.High;
    public required RubricScore Rubric { get; init; }
    public required string Topic { get; init; }
    public required string Group { get; init; }
    public string? Block { get; init; }
    public required double Confidence { get; init; }
    public required bool NeedsHuman { get; init; }
    public required Place Place { get; init; }
    public required Assignment Agency { get; init; }

    /// <summary>Each decision of the machine with its cause, in Russian, in the order of the flow.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    public string? Wave { get; init; }

    /// <summary>When the first post was published.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the record took it in.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required Deadlines Deadlines { get; init; }

    /// <summary>Found in the back-fill of a first start: kept, but it raises no alarm and goes into no digest.</summary>
    public bool IsQuiet { get; init; }
}

/// <summary>A burst of one topic in one municipality.</summary>
/// <param name="StartedAt">Beginning of the window in which it was seen.</param>
/// <param name="SeenAt">Publication of the post that made it a wave.</param>
public sealed record Wave(string Id, string Topic, string Municipality, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
