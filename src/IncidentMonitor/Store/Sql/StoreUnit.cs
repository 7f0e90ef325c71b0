using System.Text.Json;
using Dapper;
using IncidentMonitor.Collect;
using IncidentMonitor.Commands;
using IncidentMonitor.Group;
using IncidentMonitor.Model;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>What one transaction may do to the record. Valid only inside <see cref="IncidentStore"/>.</summary>
public sealed class StoreUnit
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    internal StoreUnit(SqliteConnection connection, SqliteTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    /// <summary>Runs one item's work; if it throws, only that item's writes are undone and the exception goes on.</summary>
    public void Item(Action work)
    {
        _transaction.Save("item");
        try
        {
            work();
            _transaction.Release("item");
        }
        catch
        {
            _transaction.Rollback("item");
            throw;
        }
    }

    /// <summary>What the record holds of a post, or null.</summary>
    public StoredPost? FindPost(string id) => _connection.QuerySingleOrDefault<StoredPost>(
        "SELECT p.rowid AS RowId, p.text AS Text, p.version AS Version, p.is_deleted AS IsDeleted, ip.incident_id AS IncidentId FROM post p LEFT JOIN incident_post ip ON ip.post_id = p.id WHERE p.id = @id",
        new { id }, _transaction);

    public void AddPost(LabelledPost labelled)
    {
        var (post, label) = labelled;
        var raw = post.Raw;
        var rowId = Scalar(
            """
            INSERT INTO post (id, source, feed, owner_id, author, author_id, published_at, edited_at, read_at, url, title, text, context, parent_id,
                              thread_id, repost_of, repost_text, attachments, views, likes, comments, reposts, is_ad, is_incident, label)
            VALUES (@Id, @Source, @Feed, @OwnerId, @Author, @AuthorId, @PublishedAt, @EditedAt, @ReadAt, @Url, @Title, @Text, @Context, @ParentId,
                    @ThreadId, @RepostOf, @RepostText, @Attachments, @Views, @Likes, @Comments, @Reposts, @IsAd, @IsIncident, @Label)
            RETURNING rowid
            """,
            new
            {
                Id = raw.RecordId,
                Source = raw.Source.ToString().ToLowerInvariant(),
                Feed = post.FeedName,
                raw.OwnerId,
                raw.Author,
                raw.AuthorId,
                PublishedAt = post.PublishedAt.ToRow(),
                EditedAt = raw.EditedAt.ToRow(),
                ReadAt = post.ReadAt.ToRow(),
                raw.Url,
                raw.Title,
                raw.Text,
                raw.Context,
                raw.ParentId,
                raw.ThreadId,
                raw.RepostOf,
                raw.RepostText,
                Attachments = JsonLines.Write(raw.Attachments),
                raw.Views,
                raw.Likes,
                raw.Comments,
                raw.Reposts,
                raw.IsAd,
                label.IsIncident,
                Label = JsonLines.Write(label),
            });
        Execute("INSERT INTO post_text (rowid, stems) VALUES (@rowId, @stems)", new { rowId, stems = string.Join(' ', post.Text.Stems) });
    }

    /// <summary>The author changed the post: the old words become a version, the new ones are searched. Its incident stays as it was decided.</summary>
    public void EditPost(StoredPost stored, LabelledPost edited)
    {
        var id = edited.Post.Raw.RecordId;
        Execute("INSERT INTO post_version (post_id, version, text, seen_at) VALUES (@id, @Version, @Text, @seenAt)",
            new { id, stored.Version, stored.Text, seenAt = edited.Post.ReadAt.ToRow() });
        Execute("UPDATE post SET text = @text, title = @title, edited_at = @editedAt, attachments = @attachments, label = @label, version = version + 1 WHERE id = @id",
            new
            {
                id,
                text = edited.Post.Raw.Text,
                title = edited.Post.Raw.Title,
                editedAt = (edited.Post.Raw.EditedAt ?? edited.Post.ReadAt).ToRow(),
                attachments = JsonLines.Write(edited.Post.Raw.Attachments),
                label = JsonLines.Write(edited.Label),
            });
        Execute("UPDATE post_text SET stems = @stems WHERE rowid = @RowId", new { stems = string.Join(' ', edited.Post.Text.Stems), stored.RowId });
    }

    /// <summary>An edit turned chatter into a complaint.</summary>
    public void MarkIncident(string postId) => Execute("UPDATE post SET is_incident = 1 WHERE id = @postId", new { postId });

    /// <summary>Reach moves on after the first read; nothing else of a known post does.</summary>
    public void UpdateReach(string id, RawPost raw) => Execute(
        "UPDATE post SET views = coalesce(@Views, views), likes = coalesce(@Likes, likes), comments = coalesce(@Comments, comments), reposts = coalesce(@Reposts, reposts) WHERE id = @id",
        new { id, raw.Views, raw.Likes, raw.Comments, raw.Reposts });

    /// <summary>The author took the post back: words, author and link to the person go from every table; the incident and its numbers stay.</summary>
    public void ErasePost(string id, StoredPost stored, DateTimeOffset now)
    {
        Execute("UPDATE post SET text = '', title = NULL, author = NULL, author_id = NULL, context = NULL, repost_text = NULL, attachments = '[]', label = json_remove(label, '$.because'), is_deleted = 1, version = version + 1 WHERE id = @id", new { id });
        Execute("UPDATE post SET context = NULL WHERE (owner_id, thread_id) IN (SELECT owner_id, substr(id, instr(id, '_') + 1) FROM post WHERE id = @id)", new { id });
        Execute("DELETE FROM quarantine WHERE reason LIKE @id || ':%'", new { id });
        Execute("UPDATE incident SET reasons = json_replace(reasons, '$[0]', 'Рубрика по тексту, который автор удалил') WHERE id = @IncidentId AND (SELECT is_first FROM incident_post WHERE post_id = @id) = 1", new { stored.IncidentId, id });
        Execute("DELETE FROM post_version WHERE post_id = @id", new { id });
        Execute("DELETE FROM feedback WHERE post_id = @id", new { id });
        Execute("UPDATE incident_post SET shape = NULL WHERE post_id = @id", new { id });
        Execute("DELETE FROM post_text WHERE rowid = @RowId", new { stored.RowId });
        Audit(now, "автор", "пост удалён автором", id, null);
    }

    /// <summary>What grouping saw of every post within <paramref name="window"/> before the newest one, in the order of arrival.</summary>
    internal IEnumerable<IndexedPost> PostsForGrouping(TimeSpan window) => _connection
        .Query<(string IncidentId, long Number, string Topic, string Group, string Place, long PublishedAt, byte[]? Shape, long IsFirst)>(
            """
            SELECT ip.incident_id, i.number, ip.topic, ip.grp, ip.place, ip.published_at, ip.shape, ip.is_first FROM incident_post ip JOIN incident i ON i.id = ip.incident_id
            WHERE ip.published_at >= (SELECT max(published_at) FROM incident_post) - @window ORDER BY ip.id
            """,
            new { window = (long)window.TotalMilliseconds }, _transaction, buffered: false)
        .Select(row => new IndexedPost(row.IncidentId, row.Number, row.Topic, row.Group, JsonSerializer.Deserialize<Place>(row.Place, JsonLines.Options)!,
            Time.FromRow(row.PublishedAt), TextShape.FromBytes(row.Shape ?? []), row.IsFirst != 0));

    /// <summary>The newest link of a post to an incident, 0 before the first.</summary>
    public long LastLink() => _connection.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM incident_post", transaction: _transaction);

    /// <summary>The number of a stored incident.</summary>
    public long NumberOf(string incidentId) => _connection.ExecuteScalar<long>("SELECT number FROM incident WHERE id = @incidentId", new { incidentId }, _transaction);

    /// <summary>The incident to which a post belongs, if it is of this topic.</summary>
    public string? FindIncidentOf(string postId, string topic) => _connection.ExecuteScalar<string?>(
        "SELECT i.id FROM incident_post ip JOIN incident i ON i.id = ip.incident_id WHERE ip.post_id = @postId AND i.topic = @topic", new { postId, topic }, _transaction);

    /// <summary>The incident of the post with this public link: reposts name their origin so.</summary>
    public string? FindIncidentByUrl(string url) => _connection.ExecuteScalar<string?>(
        "SELECT ip.incident_id FROM post p JOIN incident_post ip ON ip.post_id = p.id WHERE p.url = @url", new { url }, _transaction);

    /// <summary>Stores a new incident with the post that started it, its audit line and, unless quiet, its outbox row.</summary>
    public void AddIncident(Incident incident, PlacedPost first, string reason)
    {
        Execute(
            """
            INSERT INTO incident (id, number, status, severity, rubric_id, rubric_name, rubric_confidence, topic, grp, block, confidence, needs_human,
                                  municipality, settlement, place, agency_id, agency, reasons, wave, started_at, created_at, updated_at, react_by, answer_by, is_quiet)
            VALUES (@Id, (SELECT coalesce(max(number), 0) + 1 FROM incident), @Status, @Severity, @RubricId, @RubricName, @RubricConfidence, @Topic, @Group, @Block,
                    @Confidence, @NeedsHuman, @Municipality, @Settlement, @Place, @AgencyId, @Agency, @Reasons, @Wave, @StartedAt, @CreatedAt, @CreatedAt, @ReactBy, @AnswerBy, @IsQuiet)
            """,
            new
            {
                incident.Id,
                incident.Status,
                Severity = (int)incident.Severity,
                RubricId = incident.Rubric.Id,
                RubricName = incident.Rubric.Name,
                RubricConfidence = incident.Rubric.Confidence,
                incident.Topic,
                incident.Group,
                incident.Block,
                incident.Confidence,
                incident.NeedsHuman,
                incident.Place.Municipality,
                incident.Place.Settlement,
                Place = JsonLines.Write(incident.Place),
                AgencyId = incident.Agency.Id,
                Agency = JsonLines.Write(incident.Agency),
                Reasons = JsonLines.Write(incident.Reasons),
                incident.Wave,
                StartedAt = incident.StartedAt.ToRow(),
                CreatedAt = incident.CreatedAt.ToRow(),
                ReactBy = incident.Deadlines.React.ToRow(),
                AnswerBy = incident.Deadlines.Answer.ToRow(),
                incident.IsQuiet,
            });
        Link(first, incident.Id, isFirst: true, reason);
        Audit(incident.CreatedAt, "машина", "инцидент заведён", incident.Id, reason);
        if (!incident.IsQuiet && incident.Agency.Id is { } agency)
        {
            Enqueue(OutboxKind.Created, incident.Id, agency, incident.IsUrgent, incident.CreatedAt);
        }
    }

    /// <summary>Adds a post to an incident. A graver post raises the incident's severity, shortens its terms and tells the agency anew.</summary>
    public void JoinIncident(string incidentId, PlacedPost placed, string reason, Deadlines deadlines, bool isQuiet, DateTimeOffset now)
    {
        var (postId, severity) = (placed.Post.Raw.RecordId, placed.Label.Severity);
        Link(placed, incidentId, isFirst: false, reason);
        var raised = Execute(
            """
            UPDATE incident SET severity = @severity, react_by = min(react_by, @react), answer_by = min(answer_by, @answer),
                   reasons = json_insert(reasons, '$[#]', @raised)
            WHERE id = @incidentId AND severity < @severity
            """,
            new { incidentId, severity = (int)severity, react = deadlines.React.ToRow(), answer = deadlines.Answer.ToRow(), raised = $"Срочность повышена сообщением {postId}" }) > 0;
        Execute("UPDATE incident SET version = version + 1, updated_at = @now, started_at = min(started_at, (SELECT published_at FROM post WHERE id = @postId)) WHERE id = @incidentId",
            new { incidentId, postId, now = now.ToRow() });
        Audit(now, "машина", "сообщение присоединено", incidentId, $"{postId}: {reason}");
        if (!isQuiet && Execute("UPDATE incident SET is_quiet = 0 WHERE id = @incidentId AND is_quiet = 1", new { incidentId }) > 0)
        {
            // A fresh voice on a problem known from the back-fill: now it is news.
            Execute(
                """
                INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
                SELECT @kind, id, agency_id, severity >= @high, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL
                ON CONFLICT DO NOTHING
                """,
                new { kind = OutboxKind.Created, incidentId, high = (int)Severity.High, now = now.ToRow() });
        }

        if (raised && severity >= Severity.High)
        {
            Execute(
                """
                INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at)
                SELECT @kind, id, agency_id, 1, @now FROM incident WHERE id = @incidentId AND agency_id IS NOT NULL AND is_quiet = 0
                ON CONFLICT DO NOTHING
                """,
                new { kind = $"{OutboxKind.Raised}-{severity.ToString().ToLowerInvariant()}", incidentId, now = now.ToRow() });
        }
    }

    public void Enqueue(string kind, string incidentId, string agencyId, bool isUrgent, DateTimeOffset now) => Execute(
        "INSERT INTO outbox (kind, incident_id, agency_id, is_urgent, created_at) VALUES (@kind, @incidentId, @agencyId, @isUrgent, @now) ON CONFLICT DO NOTHING",
        new { kind, incidentId, agencyId, isUrgent, now = now.ToRow() });

    public void Quarantine(string? feed, OddItem odd, DateTimeOffset now) => Execute(
        "INSERT INTO quarantine (id, feed, reason, raw, seen_at) VALUES (@id, @feed, @Reason, @Raw, @now) ON CONFLICT DO NOTHING",
        new { id = StableId.Hash(feed + "\n" + Convert.ToBase64String(odd.Raw)), feed, odd.Reason, odd.Raw, now = now.ToRow() });

    /// <summary>Remembers when a feed was first asked for: the back-fill window counts from there.</summary>
    /// <returns>That time, of now or of an earlier start.</returns>
    public DateTimeOffset FeedFirstRead(string feed, DateTimeOffset now)
    {
        Execute("INSERT INTO feed (name, first_at) VALUES (@feed, @now) ON CONFLICT DO NOTHING", new { feed, now = now.ToRow() });
        return Time.FromRow(Scalar("SELECT first_at FROM feed WHERE name = @feed", new { feed }));
    }

    /// <summary>A read that succeeded: the cursor moves in the transaction that stores what was read.</summary>
    public void FeedRead(string feed, string? cursor, int posts, int odd, DateTimeOffset now, DateTimeOffset nextAt) => Execute(
        """
        UPDATE feed SET cursor = coalesce(@cursor, cursor), next_at = @next, success_at = @now, post_at = iif(@posts > 0, @now, post_at),
            posts = posts + @posts, odd = odd + @odd, failures = 0, fault = NULL, fault_text = NULL
        WHERE name = @feed
        """,
        new { feed, cursor, posts, odd, now = now.ToRow(), next = nextAt.ToRow() });

    /// <summary>A read that failed: the cursor stays, the next try waits.</summary>
    public void FeedFailed(string feed, FeedFault fault, DateTimeOffset nextAt) => Execute(
        "UPDATE feed SET next_at = @next, failures = failures + 1, fault = @reason, fault_text = @Message WHERE name = @feed",
        new { feed, next = nextAt.ToRow(), reason = fault.Reason.ToString(), fault.Message });

    public int FeedFailures(string feed) => _connection.ExecuteScalar<int>("SELECT failures FROM feed WHERE name = @feed", new { feed }, _transaction);

    public void SetSetting(string key, string value) => Execute(
        "INSERT INTO setting (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value", new { key, value });

    public void Audit(DateTimeOffset at, string who, string what, string subject, string? detail) => Execute(
        "INSERT INTO audit (at, who, what, subject, detail) VALUES (@at, @who, @what, @subject, @detail)",
        new { at = at.ToRow(), who, what, subject, detail });

    internal IEnumerable<T> Query<T>(string sql, object? parameters = null) => _connection.Query<T>(sql, parameters, _transaction);

    internal int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters, _transaction);

    private long Scalar(string sql, object parameters) => _connection.ExecuteScalar<long>(sql, parameters, _transaction);

    private void Link(PlacedPost placed, string incidentId, bool isFirst, string reason) => Execute(
        """
        INSERT INTO incident_post (post_id, incident_id, is_first, reason, topic, grp, place, municipality, shape, published_at)
        VALUES (@PostId, @incidentId, @isFirst, @reason, @Topic, @Group, @Place, @Municipality, @Shape, @PublishedAt)
        """,
        new
        {
            PostId = placed.Post.Raw.RecordId,
            incidentId,
            isFirst,
            reason,
            placed.Label.Topic,
            placed.Label.Group,
            Place = JsonLines.Write(placed.Place),
            placed.Place.Municipality,
            Shape = placed.Shape.ToBytes(),
            PublishedAt = placed.Post.PublishedAt.ToRow(),
        });
}

/// <summary>What the flow must know of a post that it has met before.</summary>
public sealed record StoredPost
{
    public long RowId { get; init; }
    public string Text { get; init; } = "";
    public long Version { get; init; }
    public bool IsDeleted { get; init; }
    public string? IncidentId { get; init; }
}

/// <summary>Why an incident goes out to its agency.</summary>
internal static class OutboxKind
{
    public const string Created = "created";
    public const string Raised = "raised";
    public const string Wave = "wave";
}
