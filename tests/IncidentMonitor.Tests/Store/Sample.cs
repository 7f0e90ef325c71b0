using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Tests.Store;

/// <summary>Ordinary posts and incidents for tests that look at the record.</summary>
internal static class Sample
{
    public static LabelledPost Post(string id, string text, DateTimeOffset at, bool isIncident = true, Severity severity = Severity.Medium, string? url = null) => new(
        new Post(
            new RawPost { Source = SourceKind.Vk, OwnerId = "-1", Id = id, RecordId = id, Text = text, Author = "Автор", AuthorId = id, PublishedAt = at, Url = url },
            "wall", "Озёрск", Normaliser.Normalise(text), at, at),
        new Label
        {
            IsIncident = isIncident,
            IncidentProbability = isIncident ? 0.9 : 0.1,
            Severity = severity,
            Topic = "Тема",
            Group = "Группа",
            Confidence = 0.8,
            NeedsHuman = false,
            Rubric = new RubricScore("r1", "Рубрика", 0.8),
            Because = ["слово"],
        });

    public static PlacedPost Placed(string id, string text, DateTimeOffset at, Severity severity = Severity.Medium)
    {
        var (post, label) = Post(id, text, at, severity: severity);
        return new PlacedPost(post, label, new Place { Municipality = "Озёрск", Reason = "дом источника" });
    }

    public static Incident Incident(StoreUnit unit, string postId, DateTimeOffset at, Severity severity, bool isQuiet = false, string text = "во дворе яма уже неделю",
        Deadlines? deadlines = null, string? agency = "town")
    {
        var placed = Placed(postId, text, at, severity);
        unit.AddPost(new LabelledPost(placed.Post, placed.Label));
        var incident = new Incident
        {
            Id = StableId.ForIncident(postId),
            Severity = severity,
            Rubric = new RubricScore("r1", "Рубрика", 0.8),
            Topic = "Тема",
            Group = "Группа",
            Confidence = 0.8,
            NeedsHuman = false,
            Place = new Place { Municipality = "Озёрск", Reason = "дом источника" },
            Agency = agency is null ? new Assignment(null, null, "Без исполнителя") { Why = Unassigned.NotConnected } : new Assignment(agency, "Город", "по рубрике"),
            Reasons = ["по словам"],
            StartedAt = at,
            CreatedAt = at,
            Deadlines = deadlines ?? new Deadlines(at.AddHours(4), at.AddDays(1)),
            IsQuiet = isQuiet,
        };
        unit.AddIncident(incident, placed, "новый");
        return incident;
    }
}
