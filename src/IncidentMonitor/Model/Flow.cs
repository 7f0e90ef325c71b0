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
public sealed record Assignment(string? Id, string? Name, string Reason);

/// <summary>By when.</summary>
/// <param name="React">First reaction: sorted and taken up.</param>
/// <param name="Answer">The published answer.</param>
public sealed record Deadlines(DateTimeOffset React, DateTimeOffset Answer);
