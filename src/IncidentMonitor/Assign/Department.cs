using IncidentMonitor.Classify;

namespace IncidentMonitor.Assign;

/// <summary>An office that answers.</summary>
/// <param name="Email">Its mailbox.</param>
public sealed record Department(string Id, string Name, string Email)
{
    /// <summary>Mailbox of the people on duty: urgent mails go there too. Null: none.</summary>
    public string? DutyEmail { get; init; }

    /// <summary>Where it answers; empty: in the whole region.</summary>
    public IReadOnlyList<Area> Areas { get; init; } = [];

    /// <summary>Id of the office above, which sees to it that this one answers.</summary>
    public string? Parent { get; init; }

    /// <summary>Ids of offices that get this one's messages first, each in its own area.</summary>
    public IReadOnlyList<string> Delegates { get; init; } = [];

    public required OfficeHours Hours { get; init; }

    /// <summary>How narrow its area is: the whole region 0, a municipality 1, a settlement 2, an institution 3.</summary>
    public int Depth => Areas.Count == 0 ? 0 : Areas.Max(area => area.Depth);
}

/// <summary>A part of the region, by comparable keys; names of settlements and institutions are unique within a municipality only.</summary>
public sealed record Area(string Municipality, string? Settlement = null, string? Object = null)
{
    public int Depth => Object is not null ? 3 : Settlement is not null ? 2 : 1;

    public static Area Of(string municipality, string? settlement = null, string? institution = null) =>
        new(Names.Key(municipality), settlement is null ? null : Names.Key(settlement), institution is null ? null : Names.Key(institution));
}
