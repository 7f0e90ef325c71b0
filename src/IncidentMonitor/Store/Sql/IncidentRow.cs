using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

#pragma warning disable CA1812, IDE1006 // Dapper makes these and maps columns by name.

/// <summary>An incident as a query of <see cref="IncidentQueries"/> reads it.</summary>
internal sealed class IncidentRow
{
    public string Id { get; init; } = "";
    public long Number { get; init; }
    public string Status { get; init; } = "";
    public int Severity { get; init; }
    public string Rubric_Id { get; init; } = "";
    public string Rubric_Name { get; init; } = "";
    public double Rubric_Confidence { get; init; }
    public string Topic { get; init; } = "";
    public string Grp { get; init; } = "";
    public string? Block { get; init; }
    public double Confidence { get; init; }
    public bool Needs_Human { get; init; }
    public string Place { get; init; } = "";
    public string Agency { get; init; } = "";
    public string Reasons { get; init; } = "";
    public string? Wave { get; init; }
    public long Started_At { get; init; }
    public long Created_At { get; init; }
    public long React_By { get; init; }
    public long Answer_By { get; init; }
    public bool Is_Quiet { get; init; }
    public string Terms { get; init; } = "[]";
    public string? Pause { get; init; }

    public Incident ToIncident()
    {
        var pause = Pause is null ? null : Read<PauseRow>(Pause);
        return new Incident
        {
            Id = Id,
            Number = Number,
            Status = Status,
            Severity = (Severity)Severity,
            Rubric = new RubricScore(Rubric_Id, Rubric_Name, Rubric_Confidence),
            Topic = Topic,
            Group = Grp,
            Block = Block,
            Confidence = Confidence,
            NeedsHuman = Needs_Human,
            Place = Read<Place>(Place),
            Agency = Read<Assignment>(Agency),
            Reasons = Read<List<string>>(Reasons),
            Wave = Wave,
            StartedAt = Time.FromRow(Started_At),
            CreatedAt = Time.FromRow(Created_At),
            Deadlines = new Deadlines(Time.FromRow(React_By), Time.FromRow(Answer_By))
            {
                Terms = [.. Read<List<TermRow>>(Terms).Select(term => term.ToTerm()).OrderBy(term => term.Kind)],
                PausedAt = Time.FromRow(pause?.At),
                PauseReason = pause?.Reason,
            },
            IsQuiet = Is_Quiet,
        };
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonLines.Options)!;

    private sealed record TermRow(TermKind Kind, string? Rule, long Start, long Near, long Due, long? Met, long? Work, long? Clock)
    {
        public Term ToTerm() => new(Kind, Rule, Time.FromRow(Start), Time.FromRow(Near), Time.FromRow(Due))
        {
            MetAt = Time.FromRow(Met),
            WorkTime = Work is { } work ? TimeSpan.FromMilliseconds(work) : null,
            ClockTime = Clock is { } clock ? TimeSpan.FromMilliseconds(clock) : null,
        };
    }

    private sealed record PauseRow(long At, string Reason);
}
