using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>What the console's list is narrowed by; null or empty = no restriction.</summary>
public sealed record IncidentFilter
{
    /// <summary>Value of <see cref="Agency"/> for incidents that nobody owns.</summary>
    public const string Unassigned = "-";

    public Severity? Severity { get; init; }
    public string? Group { get; init; }
    public string? Agency { get; init; }

    /// <summary>vk, telegram, news, intake or file.</summary>
    public string? Source { get; init; }

    /// <summary>Words that must all stand in one of the incident's posts, in any form.</summary>
    public string? Text { get; init; }

    /// <summary>Only those that the classifier leaves to an operator.</summary>
    public bool NeedsHuman { get; init; }
}

/// <summary>A line of a list.</summary>
public sealed record IncidentLine(Incident Incident, PostView? FirstPost, int Posts);

/// <summary>All of one incident.</summary>
public sealed record IncidentCard(Incident Incident, IReadOnlyList<PostView> Posts, IReadOnlyList<AuditLine> History);

/// <summary>A post as people see it; the text of one taken back by its author is gone.</summary>
public sealed record PostView(
    string Id, string Source, string? Feed, string? Url, string? Author, DateTimeOffset PublishedAt, DateTimeOffset? EditedAt, string? Title, string Text,
    IReadOnlyList<Attachment> Attachments, long? Views, long? Likes, bool IsDeleted, string Reason)
{
    /// <summary>Link or name of the origin of a repost, quote or forward.</summary>
    public string? RepostOf { get; init; }
}

/// <summary>Who did what when.</summary>
public sealed record AuditLine(DateTimeOffset At, string Who, string What, string? Detail);

/// <summary>How a feed fares.</summary>
public sealed record FeedState(
    string Name, DateTimeOffset? SuccessAt, DateTimeOffset? PostAt, long Posts, long Odd, long Failures, string? Fault, string? FaultText, DateTimeOffset NextAt)
{
    /// <summary>Over the last week, or over the feed's shorter life.</summary>
    public double PostsPerDay { get; init; }

    /// <summary>Publication of its last post, while a feed that used to speak says nothing.</summary>
    public DateTimeOffset? SilentSince { get; init; }
}

/// <summary>What the console's filters offer.</summary>
public sealed record FilterChoices(IReadOnlyList<string> Groups, IReadOnlyList<(string Id, string Name)> Agencies);

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
