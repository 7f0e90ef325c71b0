namespace IncidentMonitor;

/// <summary>What became of a page.</summary>
public sealed class FlowCount
{
    /// <summary>Posts new to the record.</summary>
    public int Added { get; set; }

    /// <summary>Posts that the record already held.</summary>
    public int Known { get; set; }

    public int Edited { get; set; }

    /// <summary>Posts that their authors took back.</summary>
    public int Erased { get; set; }

    public int NotIncidents { get; set; }

    /// <summary>Incidents started.</summary>
    public int Incidents { get; set; }

    /// <summary>Posts whose storing failed and was undone.</summary>
    public int Broken { get; set; }

    /// <summary>Posts that joined an incident.</summary>
    public int Joined { get; set; }

    public int Refused { get; set; }

    /// <summary>What became of each post; one that is missing here was refused. By reference: two lines may say the same.</summary>
    public Dictionary<Incoming, PostOutcome> Outcomes { get; } = new(ReferenceEqualityComparer.Instance);
}

/// <summary>What became of one post.</summary>
public enum PostOutcome
{
    /// <summary>Could not be stored; quarantined.</summary>
    Refused,
    Added,
    Known,
    Edited,
    Erased,

    /// <summary>A deletion of what the record never had.</summary>
    Absent,
}
