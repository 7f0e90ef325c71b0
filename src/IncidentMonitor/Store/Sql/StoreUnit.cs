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

    /// <summary>Grows with each link of a post to an incident and with each regrouping by an operator: what grouping holds in memory is old when it has moved.</summary>
    public long LastLink() => _connection.ExecuteScalar<long>(
        "SELECT (SELECT coalesce(max(id), 0) FROM incident_post) + (SELECT coalesce(max(id), 0) FROM regrouping)", transaction: _transaction);

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

    /// <returns>Number of the line.</returns>
    public long Audit(DateTimeOffset at, string who, string what, string subject, string? detail) => Scalar(
        "INSERT INTO audit (at, who, what, subject, detail) VALUES (@at, @who, @what, @subject, @detail) RETURNING id",
        new { at = at.ToRow(), who, what, subject, detail });

    internal IEnumerable<T> Query<T>(string sql, object? parameters = null) => _connection.Query<T>(sql, parameters, _transaction);

    internal int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters, _transaction);

    private long Scalar(string sql, object parameters) => _connection.ExecuteScalar<long>(sql, parameters, _transaction);
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
