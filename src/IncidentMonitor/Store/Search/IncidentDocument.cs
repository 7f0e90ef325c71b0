using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// One incident as the index holds it: the fields of <c>export</c> and what people filter and count by. Written with
/// <see cref="Commands.JsonLines.Options"/>, so a field without a value is left out. The mapping is <c>incident-index.json</c>; a field that
/// it does not know is refused (strict).
/// </summary>
internal sealed record IncidentDocument
{
    public required string Id { get; init; }
    public required long Number { get; init; }
    public required string Status { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>0 (low) to 3 (critical), to sort by.</summary>
    public required int SeverityRank { get; init; }

    public required bool IsUrgent { get; init; }

    /// <summary>From the back-fill of a first start: it raised no alarm.</summary>
    public required bool IsQuiet { get; init; }

    /// <summary>Not closed yet. Overdue is <c>isOpen:true and deadline &lt; now</c>: a state that ages by itself can't be stored.</summary>
    public required bool IsOpen { get; init; }

    public required bool IsAssigned { get; init; }
    public required RubricScore Rubric { get; init; }
    public required string Topic { get; init; }
    public required string Group { get; init; }
    public string? Block { get; init; }
    public required double Confidence { get; init; }
    public required bool NeedsHuman { get; init; }
    public required DocumentPlace Place { get; init; }
    public DocumentAgency? Agency { get; init; }
    public required IReadOnlyList<string> Reasons { get; init; }
    public string? Wave { get; init; }

    /// <summary>When the first post was published; its year (UTC) chooses the backing index.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>For the answer, as in <c>export</c>.</summary>
    public required DateTimeOffset Deadline { get; init; }

    public required DocumentDeadlines Deadlines { get; init; }
    public required DocumentDurations Durations { get; init; }

    /// <summary>The beginning by the region's clock.</summary>
    public required DocumentLocalTime Local { get; init; }

    /// <summary>Of all posts: vk, telegram, news, intake, file.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Of the first post: counts by it add up to the number of incidents.</summary>
    public string? FirstSource { get; init; }

    public required IReadOnlyList<string> Feeds { get; init; }
    public required int PostCount { get; init; }
    public required bool HasMedia { get; init; }
    public required DocumentReach Reach { get; init; }

    /// <summary>The incident's card in the console.</summary>
    public required string ConsoleUrl { get; init; }

    public required IReadOnlyList<DocumentPost> Posts { get; init; }

    /// <summary>Stems of each post's words as the record's full-text table has them: the console's search finds the same in both.</summary>
    public required IReadOnlyList<string> Stems { get; init; }

    /// <param name="console">Address of the console as people reach it.</param>
    /// <param name="zone">The region's.</param>
    public static IncidentDocument Of(IndexedIncident indexed, ConsoleSettings console, TimeZoneInfo zone)
    {
        var (incident, posts) = (indexed.Incident, indexed.Posts);
        var local = TimeZoneInfo.ConvertTime(incident.StartedAt, zone);
        return new IncidentDocument
        {
            Id = incident.Id,
            Number = incident.Number,
            Status = incident.Status,
            Severity = incident.Severity,
            SeverityRank = (int)incident.Severity,
            IsUrgent = incident.IsUrgent,
            IsQuiet = incident.IsQuiet,
            IsOpen = incident.Status != "closed",
            IsAssigned = incident.Agency.Id is not null,
            Rubric = incident.Rubric,
            Topic = incident.Topic,
            Group = incident.Group,
            Block = incident.Block,
            Confidence = incident.Confidence,
            NeedsHuman = incident.NeedsHuman,
            Place = DocumentPlace.Of(incident.Place),
            Agency = incident.Agency.Id is { } agency ? new DocumentAgency(agency, incident.Agency.Name ?? agency) : null,
            Reasons = incident.Reasons,
            Wave = incident.Wave,
            StartedAt = incident.StartedAt,
            CreatedAt = incident.CreatedAt,
            UpdatedAt = indexed.UpdatedAt,
            Deadline = incident.Deadlines.Answer,
            Deadlines = new DocumentDeadlines(incident.Deadlines.React, incident.Deadlines.Answer),
            Durations = new DocumentDurations(
                Seconds(incident.StartedAt, incident.CreatedAt), Seconds(incident.StartedAt, incident.Deadlines.React), Seconds(incident.StartedAt, incident.Deadlines.Answer)),
            Local = new DocumentLocalTime(DateOnly.FromDateTime(local.DateTime), local.Hour, ((int)local.DayOfWeek + 6) % 7 + 1),
            Sources = [.. posts.Select(post => post.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            FirstSource = posts.Count > 0 ? posts[0].Source : null,
            Feeds = [.. posts.Select(post => post.Feed).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            PostCount = posts.Count,
            HasMedia = posts.Any(post => post.Attachments.Count > 0),
            Reach = new DocumentReach(posts.Sum(post => post.Views ?? 0), posts.Sum(post => post.Likes ?? 0)),
            ConsoleUrl = console.LinkTo($"incidents/{incident.Number}").ToString(),
            Posts = [.. posts.Select(DocumentPost.Of)],
            Stems = [.. indexed.Stems.Where(stems => stems.Length > 0).Distinct(StringComparer.Ordinal)],
        };
    }

    private static long Seconds(DateTimeOffset from, DateTimeOffset to) => (long)(to - from).TotalSeconds;
}

/// <summary>A place with its point for maps, if both coordinates are on the globe.</summary>
internal sealed record DocumentPlace(
    string? Region, string? Municipality, string? Settlement, string? Street, string? House, string? Object, double? Lat, double? Lon, GeoPoint? Point, double Confidence)
{
    public static DocumentPlace Of(Place place) => new(
        place.Region, place.Municipality, place.Settlement, place.Street, place.House, place.Object, place.Lat, place.Lon,
        place is { Lat: >= -90 and <= 90, Lon: >= -180 and <= 180 } ? new GeoPoint(place.Lat.Value, place.Lon.Value) : null,
        place.Confidence);
}

/// <summary>Degrees, WGS 84.</summary>
internal sealed record GeoPoint(double Lat, double Lon);

internal sealed record DocumentAgency(string Id, string Name);

internal sealed record DocumentDeadlines(DateTimeOffset React, DateTimeOffset Answer);

/// <summary>Seconds: until the record took the incident in, and the terms that were given for reacting and answering.</summary>
internal sealed record DocumentDurations(long Detect, long ReactTerm, long AnswerTerm);

/// <param name="Hour">0 to 23.</param>
/// <param name="Weekday">1 (Monday) to 7.</param>
internal sealed record DocumentLocalTime(DateOnly Date, int Hour, int Weekday);

/// <summary>Summed over the posts; sources that tell no numbers count as 0.</summary>
internal sealed record DocumentReach(long Views, long Likes);

/// <summary>A post as <c>export</c> gives it; the text of one taken back by its author is gone.</summary>
internal sealed record DocumentPost(
    string Id, string Source, string? Feed, string? Url, string? Author, DateTimeOffset PublishedAt, DateTimeOffset? EditedAt, string? Title, string Text,
    IReadOnlyList<Attachment> Attachments, long? Views, long? Likes, bool IsDeleted, string Reason)
{
    public static DocumentPost Of(PostView post) => new(
        post.Id, post.Source, post.Feed, post.Url, post.Author, post.PublishedAt, post.EditedAt, post.Title, post.Text,
        post.Attachments, post.Views, post.Likes, post.IsDeleted, post.Reason);
}
