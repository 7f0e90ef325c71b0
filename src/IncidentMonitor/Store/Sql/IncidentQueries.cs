using System.Text.Json;
using Dapper;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>What people read: lists, cards, exports and sums. Nothing here writes.</summary>
public sealed class IncidentQueries(IncidentStore store)
{
    private const string Columns =
        """
        i.id, i.number, i.status, i.severity, i.rubric_id, i.rubric_name, i.rubric_confidence, i.topic, i.grp, i.block, i.confidence, i.needs_human,
        i.place, i.agency, i.reasons, i.wave, i.started_at, i.created_at, i.react_by, i.answer_by, i.is_quiet
        """;

    /// <summary>A page of the console's list.</summary>
    public (IReadOnlyList<IncidentLine> Lines, int Total) List(IncidentFilter filter, int page, int pageSize) => store.Read(connection =>
    {
        var (where, parameters) = Where(filter);
        parameters.Add("limit", pageSize);
        parameters.Add("offset", (page - 1) * pageSize);
        var total = connection.ExecuteScalar<int>($"SELECT count(*) FROM incident i {where}", parameters);
        var rows = connection.Query<IncidentRow>($"SELECT {Columns} FROM incident i {where} ORDER BY i.started_at DESC, i.number DESC LIMIT @limit OFFSET @offset", parameters);
        return ((IReadOnlyList<IncidentLine>)[.. rows.Select(row => Line(connection, row))], total);
    });

    /// <summary>One incident with all its posts and its history; null if the record has none of that number.</summary>
    public IncidentCard? Card(long number) => store.Read(connection =>
    {
        var row = connection.QuerySingleOrDefault<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.number = @number", new { number });
        if (row is null)
        {
            return null;
        }

        var history = connection.Query<(long At, string Who, string What, string? Detail)>("SELECT at, who, what, detail FROM audit WHERE subject = @Id ORDER BY id", new { row.Id })
            .Select(line => new AuditLine(Time.FromRow(line.At), line.Who, line.What, line.Detail));
        return new IncidentCard(row.ToIncident(), Posts(connection, row.Id, 500), [.. history]);
    });

    /// <summary>Every incident in the order of its number, read in pages so that memory stays flat.</summary>
    public IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> Export(DateTimeOffset? since)
    {
        var last = 0L;
        while (true)
        {
            var page = store.Read(connection => connection
                .Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.number > @last AND i.created_at >= @since ORDER BY i.number LIMIT 500", new { last, since = since?.ToRow() ?? long.MinValue })
                .Select(row => (Incident: row.ToIncident(), Posts: Posts(connection, row.Id, int.MaxValue)))
                .ToList());
            foreach (var item in page)
            {
                yield return item;
                last = item.Incident.Number;
            }

            if (page.Count < 500)
            {
                yield break;
            }
        }
    }

    /// <summary>Incidents of one composed mail, gravest first.</summary>
    public IReadOnlyList<IncidentLine> OfDigest(string digestId) => Lines("SELECT incident_id FROM outbox WHERE digest_id = @key", digestId);

    /// <summary>Incidents that wait for an agency's next mail, gravest first.</summary>
    public IReadOnlyList<IncidentLine> Waiting(string agencyId) => Lines("SELECT incident_id FROM outbox WHERE digest_id IS NULL AND agency_id = @key", agencyId);

    private IReadOnlyList<IncidentLine> Lines(string ids, string key) => store.Read(connection => (IReadOnlyList<IncidentLine>)[.. connection
        .Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.id IN ({ids}) ORDER BY i.severity DESC, i.answer_by, i.number", new { key })
        .Select(row => Line(connection, row))]);

    private static IncidentLine Line(SqliteConnection connection, IncidentRow row) => new(
        row.ToIncident(),
        Posts(connection, row.Id, 1).FirstOrDefault(),
        connection.ExecuteScalar<int>("SELECT count(*) FROM incident_post WHERE incident_id = @Id", new { row.Id }));

    /// <summary>Sums over the whole record.</summary>
    public RecordSummary Summary() => store.Read(connection => new RecordSummary
    {
        Posts = connection.ExecuteScalar<int>("SELECT count(*) FROM post"),
        Incidents = connection.ExecuteScalar<int>("SELECT count(*) FROM incident"),
        Duplicates = connection.ExecuteScalar<int>("SELECT count(*) FROM incident_post WHERE is_first = 0"),
        NotIncidents = connection.ExecuteScalar<int>("SELECT count(*) FROM post WHERE is_incident = 0"),
        Quarantined = connection.ExecuteScalar<int>("SELECT count(*) FROM quarantine"),
        Digests = connection.ExecuteScalar<int>("SELECT count(*) FROM digest WHERE delivered_at IS NOT NULL"),
        BySource = connection.Query<(string Source, int Count)>(
            "SELECT p.source, count(*) FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.is_first = 1 GROUP BY p.source ORDER BY p.source").ToDictionary(row => row.Source, row => row.Count),
        BySeverity = connection.Query<(int Severity, int Count)>("SELECT severity, count(*) FROM incident GROUP BY severity ORDER BY severity DESC")
            .ToDictionary(row => ((Severity)row.Severity).ToString().ToLowerInvariant(), row => row.Count),
    });

    /// <summary>Health of every feed that was ever asked.</summary>
    public IReadOnlyList<FeedState> Feeds(DateTimeOffset now) => store.Read(connection => (IReadOnlyList<FeedState>)[.. connection
        .Query<FeedRow>(
            """
            SELECT name, success_at, post_at, posts, odd, failures, fault, fault_text, next_at, first_at, silent_since,
                   (SELECT count(*) FROM post p WHERE p.feed = f.name AND p.published_at > max(f.first_at, @week)) AS recent
            FROM feed f ORDER BY name
            """, new { week = (now - TimeSpan.FromDays(7)).ToRow() })
        .Select(row => new FeedState(row.Name, Time.FromRow(row.Success_At), Time.FromRow(row.Post_At), row.Posts, row.Odd, row.Failures, row.Fault, row.Fault_Text, Time.FromRow(row.Next_At))
        {
            PostsPerDay = row.Recent / Math.Clamp((now - Time.FromRow(row.First_At)).TotalDays, 1, 7),
            SilentSince = Time.FromRow(row.Silent_Since),
        })]);

    /// <summary>Values that the console's filters offer.</summary>
    public FilterChoices Choices() => store.Read(connection => new FilterChoices(
        [.. connection.Query<string>("SELECT DISTINCT grp FROM incident ORDER BY grp")],
        [.. connection.Query<(string Id, string Agency)>("SELECT agency_id, max(agency) FROM incident WHERE agency_id IS NOT NULL GROUP BY agency_id")
            .Select(row => (row.Id, Read<Assignment>(row.Agency).Name ?? row.Id)).OrderBy(row => row.Item2, StringComparer.CurrentCulture)]));

    private static (string Where, DynamicParameters Parameters) Where(IncidentFilter filter)
    {
        var parts = new List<string>();
        var parameters = new DynamicParameters();
        Add(filter.Severity, "severity", "i.severity = @severity", value => (int)value!.Value);
        Add(filter.Group, "group", "i.grp = @group", value => value);
        Add(filter.Agency, "agency", filter.Agency == IncidentFilter.Unassigned ? "i.agency_id IS NULL" : "i.agency_id = @agency", value => value);
        Add(filter.Source, "source", "EXISTS (SELECT 1 FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = i.id AND p.source = @source)", value => value);
        if (filter.NeedsHuman)
        {
            parts.Add("i.needs_human = 1");
        }

        if (FullTextQuery(filter.Text) is { } match)
        {
            parts.Add("i.id IN (SELECT ip.incident_id FROM post_text t JOIN post p ON p.rowid = t.rowid JOIN incident_post ip ON ip.post_id = p.id WHERE post_text MATCH @match)");
            parameters.Add("match", match);
        }

        return (parts.Count == 0 ? "" : "WHERE " + string.Join(" AND ", parts), parameters);

        void Add<T>(T? value, string name, string condition, Func<T, object> convert)
        {
            if (value is not null and not "")
            {
                parts.Add(condition);
                parameters.Add(name, convert(value));
            }
        }
    }

    /// <summary>All words must be there, each by its stem; quoting keeps FTS5's own syntax out.</summary>
    private static string? FullTextQuery(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var stems = Normaliser.Normalise(text).Stems;
        return stems.Count == 0 ? "\"neverawordofanytext\"" : string.Join(" ", stems.Select(stem => $"\"{stem.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }

    private static List<PostView> Posts(SqliteConnection connection, string incidentId, int limit) => [.. connection
        .Query<PostRow>(
            """
            SELECT p.id, p.source, p.feed, p.url, p.author, p.published_at, p.edited_at, p.title, iif(p.text = '' AND p.repost_text IS NOT NULL, p.repost_text, p.text) AS text, p.attachments, p.views, p.likes, p.is_deleted, p.version, p.repost_of, ip.reason
            FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = @incidentId ORDER BY ip.is_first DESC, p.published_at, p.id LIMIT @limit
            """, new { incidentId, limit })
        .Select(row => row.ToView())];

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonLines.Options)!;

#pragma warning disable CA1812, IDE1006 // Dapper makes these and maps columns by name.
    private sealed class FeedRow
    {
        public string Name { get; init; } = "";
        public long? Success_At { get; init; }
        public long? Post_At { get; init; }
        public long Posts { get; init; }
        public long Odd { get; init; }
        public long Failures { get; init; }
        public string? Fault { get; init; }
        public string? Fault_Text { get; init; }
        public long Next_At { get; init; }
        public long First_At { get; init; }
        public long? Silent_Since { get; init; }
        public long Recent { get; init; }
    }

    private sealed class PostRow
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public string? Feed { get; init; }
        public string? Url { get; init; }
        public string? Author { get; init; }
        public long Published_At { get; init; }
        public long? Edited_At { get; init; }
        public string? Title { get; init; }
        public string Text { get; init; } = "";
        public string Attachments { get; init; } = "[]";
        public long? Views { get; init; }
        public long? Likes { get; init; }
        public bool Is_Deleted { get; init; }
        public long Version { get; init; }
        public string? Repost_Of { get; init; }
        public string Reason { get; init; } = "";

        public PostView ToView() => new(Id, Source, Feed, Url, Author, Time.FromRow(Published_At), Time.FromRow(Edited_At), Title, Text,
            Read<List<Attachment>>(Attachments), Views, Likes, Is_Deleted, Reason) { RepostOf = Repost_Of };
    }

    private sealed class IncidentRow
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

        public Incident ToIncident() => new()
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
            Deadlines = new Deadlines(Time.FromRow(React_By), Time.FromRow(Answer_By)),
            IsQuiet = Is_Quiet,
        };
    }
#pragma warning restore CA1812, IDE1006
}
