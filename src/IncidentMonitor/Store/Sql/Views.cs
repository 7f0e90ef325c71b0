using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>What the console's list is narrowed by; null or empty = no restriction.</summary>
public sealed record IncidentFilter
{
    /// <summary>Value of <see cref="Agency"/> for incidents that nobody owns.</summary>
    public const string NoAgency = "-";

    public Severity? Severity { get; init; }
    public string? Group { get; init; }
    public string? Agency { get; init; }

    /// <summary>vk, telegram, news, intake or file.</summary>
    public string? Source { get; init; }

    /// <summary>What the incident's posts say; see <see cref="Search.SearchQuery"/> for the syntax.</summary>
    public string? Text { get; init; }

    /// <summary>Only those that nobody owns for this reason.</summary>
    public Unassigned? Why { get; init; }

    /// <summary>Only those with an open term that is near, or past; what stands still is neither.</summary>
    public TermState? Term { get; init; }

    /// <summary>The moment for <see cref="Term"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Only those that the classifier leaves to an operator.</summary>
    public bool NeedsHuman { get; init; }
}

/// <summary>How an open term stands.</summary>
public enum TermState
{
    Near,
    Past,
}

/// <summary>A line of a list.</summary>
public sealed record IncidentLine(Incident Incident, PostView? FirstPost, int Posts)
{
    /// <summary>In a mail: it stands there only because a term is near or past.</summary>
    public bool IsOnlyOfTerms { get; init; }
}

/// <summary>All of one incident.</summary>
/// <param name="MergedInto">Number of the incident that took its posts; null: it stands for itself.</param>
public sealed record IncidentCard(Incident Incident, IReadOnlyList<PostView> Posts, IReadOnlyList<AuditLine> History, long? MergedInto);

/// <summary>A post as people see it; the text of one taken back by its author is gone.</summary>
public sealed record PostView(
    string Id, string Source, string? Feed, string? Url, string? Author, DateTimeOffset PublishedAt, DateTimeOffset? EditedAt, string? Title, string Text,
    IReadOnlyList<Attachment> Attachments, long? Views, long? Likes, bool IsDeleted, string Reason);

/// <summary>Who did what when.</summary>
/// <param name="CanUndo">A merge or split that still holds; <paramref name="Id"/> names it.</param>
public sealed record AuditLine(long Id, DateTimeOffset At, string Who, string What, string? Detail, bool CanUndo);

/// <summary>How a feed fares.</summary>
public sealed record FeedState(
    string Name, DateTimeOffset? SuccessAt, DateTimeOffset? PostAt, long Posts, long Odd, long Failures, string? Fault, string? FaultText, DateTimeOffset NextAt);

/// <summary>What the console's filters offer.</summary>
/// <param name="Unassigned">How many incidents nobody owns, by the reason.</param>
public sealed record FilterChoices(IReadOnlyList<string> Groups, IReadOnlyList<(string Id, string Name)> Agencies, IReadOnlyDictionary<Unassigned, int> Unassigned);

/// <summary>Sums over the record; the field names are those of <c>demo --once</c>.</summary>
public sealed record RecordSummary
{
    public required int Posts { get; init; }
    public required int Incidents { get; init; }

    /// <summary>Incidents that this run added.</summary>
    public int Added { get; init; }

    /// <summary>Posts that joined an incident instead of starting one.</summary>
    public required int Duplicates { get; init; }

    public required int NotIncidents { get; init; }

    /// <summary>Items that could not be read and are kept for inspection.</summary>
    public required int Quarantined { get; init; }

    /// <summary>Incidents by the source of their first post.</summary>
    public required IReadOnlyDictionary<string, int> BySource { get; init; }

    public required IReadOnlyDictionary<string, int> BySeverity { get; init; }

    /// <summary>Mails delivered.</summary>
    public required int Digests { get; init; }
}
