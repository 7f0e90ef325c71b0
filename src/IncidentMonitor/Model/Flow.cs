using IncidentMonitor.Group;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Model;

/// <summary>A raw post made comparable: the first step of the flow.</summary>
/// <param name="FeedName">Which feed brought it; an unknown feed is allowed (replay) and has no home.</param>
/// <param name="Home">Municipality of the feed, if it has one.</param>
/// <param name="PublishedAt">The source's date, or the time of reading where it gave none.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record Post(RawPost Raw, string? FeedName, string? Home, NormalisedText Text, DateTimeOffset PublishedAt, DateTimeOffset ReadAt);

/// <summary>A post with its rubric and severity.</summary>
public sealed record LabelledPost(Post Post, Label Label);

/// <summary>A labelled post with its place.</summary>
public sealed record PlacedPost(Post Post, Label Label, Place Place)
{
    /// <summary>Its words as a set, for grouping.</summary>
    internal TextShape Shape { get; } = TextShape.Of(Post.Text);
}

/// <summary>Where it is. Every part may be missing; names stand in the nominative.</summary>
public sealed record Place
{
    public string? Region { get; init; }
    public string? Municipality { get; init; }
    public string? Settlement { get; init; }
    public string? Street { get; init; }
    public string? House { get; init; }

    /// <summary>A school, clinic or other named object.</summary>
    public string? Object { get; init; }

    public double? Lat { get; init; }
    public double? Lon { get; init; }

    /// <summary>0 (nothing known) to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>For an operator, in Russian: how it was decided.</summary>
    public required string Reason { get; init; }
}

/// <summary>A placed post that knows its incident: one that exists, or the one that it starts.</summary>
/// <param name="JoinedId">Id of the incident it joins; null when it starts one.</param>
/// <param name="Reason">For an operator, in Russian.</param>
public sealed record GroupedPost(PlacedPost Placed, string? JoinedId, string Reason);

/// <summary>Who answers.</summary>
/// <param name="Id">Null when nobody does: then <paramref name="Reason"/> says why, and the incident waits in the queue of the unassigned.</param>
/// <param name="Reason">For an operator, in Russian.</param>
public sealed record Assignment(string? Id, string? Name, string Reason)
{
    /// <summary>Why nobody answers; null when somebody does.</summary>
    public Unassigned? Why { get; init; }

    /// <summary>The office above, which sees to it that this one answers; null: none.</summary>
    public string? Control { get; init; }
}

/// <summary>Why an incident has no office.</summary>
public enum Unassigned
{
    /// <summary>The rubric is the municipalities' business and the text names none.</summary>
    NoPlace,

    /// <summary>The municipality does not take part yet.</summary>
    NotConnected,

    /// <summary>The municipality takes part, but has nobody for this rubric.</summary>
    NobodyThere,

    /// <summary>Nobody in the region answers for the rubric.</summary>
    NobodyAtAll,

    /// <summary>The place lies in another region.</summary>
    OtherRegion,
}

/// <summary>What a term ends with.</summary>
public enum TermKind
{
    /// <summary>The office has taken it up.</summary>
    React,

    /// <summary>An answer is published, be it an interim one.</summary>
    Answer,

    /// <summary>The final answer after an interim one.</summary>
    Final,
}

/// <summary>A term of an incident.</summary>
/// <param name="Rule">What it counts, as the configuration writes it (<c>9wh</c>); null where only the end is known: then it counts by the clock.</param>
/// <param name="NearAt">From then on the end is near.</param>
public sealed record Term(TermKind Kind, string? Rule, DateTimeOffset StartAt, DateTimeOffset NearAt, DateTimeOffset DueAt)
{
    /// <summary>When it was done; null: not yet.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>Working time of the office from start to <see cref="MetAt"/>, without pauses.</summary>
    public TimeSpan? WorkTime { get; init; }

    /// <summary>Time by the clock from start to <see cref="MetAt"/>, pauses and nights included.</summary>
    public TimeSpan? ClockTime { get; init; }
}

/// <summary>By when.</summary>
/// <param name="React">First reaction: sorted and taken up.</param>
/// <param name="Answer">The published answer.</param>
public sealed record Deadlines(DateTimeOffset React, DateTimeOffset Answer)
{
    /// <summary>Each term with what it counts. Empty where only the two ends are known.</summary>
    public IReadOnlyList<Term> Terms { get; init; } = [];

    /// <summary>Since when the terms stand still; null: they run.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Why they stand still, as the operator put it.</summary>
    public string? PauseReason { get; init; }

    /// <summary>End of the final answer's term; null before an interim answer.</summary>
    public DateTimeOffset? Final => Terms.FirstOrDefault(term => term.Kind == TermKind.Final)?.DueAt;
}
