using System.Globalization;
using System.Text.Json;
using Dapper;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Search;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>What people read: lists, cards, exports and sums. Nothing here writes.</summary>
public sealed partial class IncidentQueries(IncidentStore store)
{
    private const string Columns =
        """
        i.id, i.number, i.status, i.severity, i.rubric_id, i.rubric_name, i.rubric_confidence, i.topic, i.grp, i.block, i.confidence, i.needs_human,
        i.place, i.agency, i.reasons, i.wave, i.started_at, i.created_at, i.react_by, i.answer_by, i.is_quiet,
        (SELECT json_group_array(json_object('kind', kind, 'rule', rule, 'start', start_at, 'near', near_at, 'due', due_at, 'met', met_at, 'work', work_ms, 'clock', clock_ms))
         FROM term t WHERE t.incident_id = i.id) AS terms,
        (SELECT json_object('at', from_at, 'reason', reason) FROM pause p WHERE p.incident_id = i.id AND p.until_at IS NULL) AS pause
        """;

    /// <summary>A page of the console's list.</summary>
    public (IReadOnlyList<IncidentLine> Lines, int Total) List(IncidentFilter filter, int page, int pageSize) => List(filter, TextCondition.Of(SearchQuery.Parse(filter.Text, SearchWords.None)), page, pageSize);

    /// <summary>The same where somebody else knows which incidents the filter's text fits.</summary>
    internal (IReadOnlyList<IncidentLine> Lines, int Total) List(IncidentFilter filter, TextCondition? text, int page, int pageSize) => store.Read(connection =>
    {
        var (where, parameters) = Where(filter, text);
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

        var mergedInto = connection.ExecuteScalar<long?>("SELECT k.number FROM incident i JOIN incident k ON k.id = i.merged_into WHERE i.id = @Id", new { row.Id });
        return new IncidentCard(row.ToIncident(), Posts(connection, row.Id, 500), History(connection, row.Id), mergedInto);
    });

    /// <summary>An incident's audit trail, in order.</summary>
    public IReadOnlyList<AuditLine> History(string incidentId) => store.Read(connection => History(connection, incidentId));

    /// <summary>Id of an incident by its id or number; null if the record has none.</summary>
    public string? FindId(string idOrNumber) => store.Read(connection => connection.ExecuteScalar<string?>(
        "SELECT id FROM incident WHERE id = @idOrNumber OR number = @number",
        new { idOrNumber, number = long.TryParse(idOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1 }));

    /// <summary>Every incident that stands for itself (one merged into another has no posts of its own) in the order of its number, read in pages so that memory stays flat.</summary>
    public IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> Export(DateTimeOffset? since)
    {
        var last = 0L;
        while (true)
        {
            var page = store.Read(connection => connection
                .Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.number > @last AND i.created_at >= @since AND i.merged_into IS NULL ORDER BY i.number LIMIT 500", new { last, since = since?.ToRow() ?? long.MinValue })
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

    /// <summary>Incidents of one composed mail, gravest first; one that was merged meanwhile is told by the incident that took it in.</summary>
    public IReadOnlyList<IncidentLine> OfDigest(string digestId) => Lines("o.digest_id = @key", digestId);

    /// <summary>Incidents that wait for an agency's next mail, gravest first.</summary>
    public IReadOnlyList<IncidentLine> Waiting(string agencyId) => Lines("o.digest_id IS NULL AND o.agency_id = @key AND i.merged_into IS NULL", agencyId);

    private IReadOnlyList<IncidentLine> Lines(string which, string key) => store.Read(connection =>
    {
        var kinds = connection.Query<(string Id, string Kind)>($"SELECT coalesce(i.merged_into, i.id), o.kind FROM outbox o JOIN incident i ON i.id = o.incident_id WHERE {which}", new { key })
            .ToLookup(row => row.Id, row => row.Kind);
        return (IReadOnlyList<IncidentLine>)[.. connection
            .Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.id IN @ids ORDER BY i.severity DESC, i.answer_by, i.number", new { ids = kinds.Select(group => group.Key) })
            .Select(row => Line(connection, row) with { IsOnlyOfTerms = kinds[row.Id].All(OutboxKind.IsOfTerm) })];
    });

    private static IReadOnlyList<AuditLine> History(SqliteConnection connection, string incidentId) => [.. connection
        .Query<(long Id, long At, string Who, string What, string? Detail, bool CanUndo)>(
            """
            SELECT a.id, a.at, a.who, a.what, a.detail, EXISTS (SELECT 1 FROM regrouping r WHERE r.audit_id = a.id AND r.kind <> 'undo' AND r.undone_by IS NULL)
            FROM audit a WHERE a.subject = @incidentId ORDER BY a.id
            """, new { incidentId })
        .Select(line => new AuditLine(line.Id, Time.FromRow(line.At), line.Who, line.What, line.Detail, line.CanUndo))];

    private static IncidentLine Line(SqliteConnection connection, IncidentRow row) => new(
        row.ToIncident(),
        Posts(connection, row.Id, 1).FirstOrDefault(),
        connection.ExecuteScalar<int>("SELECT count(*) FROM incident_post WHERE incident_id = @Id", new { row.Id }));

    internal int Count() => store.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM incident"));

    /// <summary>Sums over the whole record.</summary>
    public RecordSummary Summary() => store.Read(connection => new RecordSummary
    {
        Posts = connection.ExecuteScalar<int>("SELECT count(*) FROM post"),
        Incidents = connection.ExecuteScalar<int>("SELECT count(*) FROM incident WHERE merged_into IS NULL"),
        Duplicates = connection.ExecuteScalar<int>("SELECT count(*) FROM incident_post WHERE is_first = 0"),
        NotIncidents = connection.ExecuteScalar<int>("SELECT count(*) FROM post WHERE is_incident = 0"),
        Quarantined = connection.ExecuteScalar<int>("SELECT count(*) FROM quarantine"),
        Digests = connection.ExecuteScalar<int>("SELECT count(*) FROM digest WHERE delivered_at IS NOT NULL"),
        BySource = connection.Query<(string Source, int Count)>(
            "SELECT p.source, count(*) FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.is_first = 1 GROUP BY p.source ORDER BY p.source").ToDictionary(row => row.Source, row => row.Count),
        BySeverity = connection.Query<(int Severity, int Count)>("SELECT severity, count(*) FROM incident WHERE merged_into IS NULL GROUP BY severity ORDER BY severity DESC")
            .ToDictionary(row => ((Severity)row.Severity).ToString().ToLowerInvariant(), row => row.Count),
    });

    /// <summary>Health of every feed that was ever asked.</summary>
    public IReadOnlyList<FeedState> Feeds() => store.Read(connection => (IReadOnlyList<FeedState>)[.. connection
        .Query<FeedRow>("SELECT name, success_at, post_at, posts, odd, failures, fault, fault_text, next_at FROM feed ORDER BY name")
        .Select(row => new FeedState(row.Name, Time.FromRow(row.Success_At), Time.FromRow(row.Post_At), row.Posts, row.Odd, row.Failures, row.Fault, row.Fault_Text, Time.FromRow(row.Next_At)))]);

    /// <summary>Values that the console's filters offer.</summary>
    public FilterChoices Choices() => store.Read(connection => new FilterChoices(
        [.. connection.Query<string>("SELECT DISTINCT grp FROM incident ORDER BY grp")],
        [.. connection.Query<(string Id, string Agency)>("SELECT agency_id, max(agency) FROM incident WHERE agency_id IS NOT NULL GROUP BY agency_id")
            .Select(row => (row.Id, Read<Assignment>(row.Agency).Name ?? row.Id)).OrderBy(row => row.Item2, StringComparer.CurrentCulture)],
        connection.Query<(string? Why, int Count)>("SELECT json_extract(agency, '$.why'), count(*) FROM incident WHERE agency_id IS NULL AND merged_into IS NULL GROUP BY 1")
            .Where(row => row.Why is not null).ToDictionary(row => Enum.Parse<Unassigned>(row.Why!, ignoreCase: true), row => row.Count)));

    private static (string Where, DynamicParameters Parameters) Where(IncidentFilter filter, TextCondition? text)
    {
        var parts = new List<string> { "i.merged_into IS NULL" };
        var parameters = new DynamicParameters();
        Add(filter.Severity, "severity", "i.severity = @severity", value => (int)value!.Value);
        Add(filter.Group, "group", "i.grp = @group", value => value);
        Add(filter.Agency, "agency", filter.Agency == IncidentFilter.NoAgency ? "i.agency_id IS NULL" : "i.agency_id = @agency", value => value);
        Add(filter.Source, "source", "EXISTS (SELECT 1 FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = i.id AND p.source = @source)", value => value);
        Add(filter.Why, "why", "i.agency_id IS NULL AND json_extract(i.agency, '$.why') = @why", why => JsonNamingPolicy.CamelCase.ConvertName(why!.Value.ToString()));
        if (filter is { Term: { } term, At: { } at })
        {
            var state = term == TermState.Past ? "t.due_at <= @now" : "t.near_at <= @now AND t.due_at > @now";
            parts.Add($"i.is_quiet = 0 AND EXISTS (SELECT 1 FROM term t WHERE t.incident_id = i.id AND t.met_at IS NULL AND {state}) AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.incident_id = i.id AND p.until_at IS NULL)");
            parameters.Add("now", at.ToRow());
        }

        if (filter.NeedsHuman)
        {
            parts.Add("i.needs_human = 1");
        }

        if (text is not null)
        {
            parts.Add(text.Sql);
            parameters.AddDynamicParams(text.Parameters);
        }

        return ("WHERE " + string.Join(" AND ", parts), parameters);

        void Add<T>(T? value, string name, string condition, Func<T, object> convert)
        {
            if (value is not null and not "")
            {
                parts.Add(condition);
                parameters.Add(name, convert(value));
            }
        }
    }

    private static List<PostView> Posts(SqliteConnection connection, string incidentId, int limit) => [.. connection
        .Query<PostRow>(
            """
            SELECT p.id, p.source, p.feed, p.url, p.author, p.published_at, p.edited_at, p.title, iif(p.text = '' AND p.repost_text IS NOT NULL, p.repost_text, p.text) AS text, p.attachments, p.views, p.likes, p.is_deleted, p.version, ip.reason
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
    }

    private class PostRow
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
        public string Reason { get; init; } = "";

        public PostView ToView() => new(Id, Source, Feed, Url, Author, Time.FromRow(Published_At), Time.FromRow(Edited_At), Title, Text,
            Read<List<Attachment>>(Attachments), Views, Likes, Is_Deleted, Reason);
    }
#pragma warning restore CA1812, IDE1006
}
