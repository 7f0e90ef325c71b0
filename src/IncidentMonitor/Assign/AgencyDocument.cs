namespace IncidentMonitor.Assign;

#pragma warning disable CA1812 // made by the YAML reader

/// <summary><c>agencies.yaml</c> as it is written.</summary>
internal sealed class AgencyDocument
{
    /// <summary>Id of the office that hears of past terms and of those that nobody keeps.</summary>
    public string? Watch { get; set; }

    public Dictionary<string, Schedules.Entry?>? Schedules { get; set; }

    /// <summary>Without it, the municipalities that offices name are the connected ones.</summary>
    public List<TerritoryEntry?>? Territory { get; set; }

    public List<DepartmentEntry?>? Departments { get; set; }
}

internal sealed class TerritoryEntry
{
    public string? Municipality { get; set; }

    /// <summary>False: does not take part yet; its messages wait in the queue of the unassigned.</summary>
    public bool? Connected { get; set; }

    public List<string?>? Settlements { get; set; }
}

internal sealed class DepartmentEntry
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? DutyEmail { get; set; }

    /// <summary>Where it answers; without one, in the whole region.</summary>
    public string? Municipality { get; set; }

    /// <summary>Only these settlements of the municipality.</summary>
    public List<string?>? Settlements { get; set; }

    /// <summary>Only these institutions of the municipality, as <c>locate</c> names them: «школа № 2».</summary>
    public List<string?>? Objects { get; set; }

    public List<string?>? Rubrics { get; set; }
    public List<string?>? Topics { get; set; }
    public List<string?>? Groups { get; set; }
    public List<string?>? Kinds { get; set; }
    public List<string?>? Blocks { get; set; }
    public string? Parent { get; set; }
    public List<string?>? Delegates { get; set; }

    /// <summary>Name of a schedule; without one, <c>office</c>.</summary>
    public string? Schedule { get; set; }
}
