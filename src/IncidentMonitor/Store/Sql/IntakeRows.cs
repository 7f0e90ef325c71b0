using Dapper;
using IncidentMonitor.Collect.Intake;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>What the intake keeps in the record: keys, the day's counts, answered requests, pushed events.</summary>
internal static class IntakeRows
{
    private const string KeyColumns =
        "SELECT id AS Id, sender AS Sender, hash AS Hash, scopes AS Scopes, municipality AS Municipality, per_minute AS PerMinute, per_day AS PerDay, "
        + "created_at AS CreatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt, used_at AS UsedAt FROM api_key";

    /// <summary>How long a repeated request meets its first answer, and a repeated event is known.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(48);

    public static void AddKey(this StoreUnit unit, ApiKey key) => unit.Execute(
        """
        INSERT INTO api_key (id, sender, hash, scopes, municipality, per_minute, per_day, created_at, expires_at)
        VALUES (@Id, @Sender, @Hash, @scopes, @Municipality, @PerMinute, @PerDay, @created, @expires)
        """,
        new { key.Id, key.Sender, key.Hash, scopes = string.Join(' ', key.Scopes), key.Municipality, key.PerMinute, key.PerDay, created = key.CreatedAt.ToRow(), expires = key.ExpiresAt.ToRow() });

    /// <returns>False if there is no such key, or it was revoked before.</returns>
    public static bool RevokeKey(this StoreUnit unit, string id, DateTimeOffset now) =>
        unit.Execute("UPDATE api_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", new { id, now = now.ToRow() }) == 1;

    public static IReadOnlyList<ApiKey> Keys(this IncidentStore store) => store.Read(connection => Keys(connection, " ORDER BY sender, created_at, id", null));

    public static ApiKey? FindKey(this IncidentStore store, string id) => store.Read(connection => Keys(connection, " WHERE id = @id", new { id }).SingleOrDefault());

    private static List<ApiKey> Keys(SqliteConnection connection, string rest, object? parameters) => [.. connection.Query<KeyRow>(KeyColumns + rest, parameters).Select(row => row.ToKey())];

    /// <summary>Messages that a sender has had taken in on a day.</summary>
    public static int MessagesOn(this IncidentStore store, string sender, DateOnly day) => store.Read(connection =>
        connection.ExecuteScalar<int>("SELECT messages FROM intake_day WHERE sender = @sender AND day = @day", new { sender, day = Day(day) }));

    public static void CountMessages(this StoreUnit unit, ApiKey key, DateOnly day, int messages, DateTimeOffset now)
    {
        unit.Execute("UPDATE api_key SET used_at = @now WHERE id = @Id", new { key.Id, now = now.ToRow() });
        unit.Execute("DELETE FROM intake_day WHERE sender = @Sender AND day < @day", new { key.Sender, day = Day(day.AddDays(-31)) });
        unit.Execute("INSERT INTO intake_day (sender, day, messages) VALUES (@Sender, @day, @messages) ON CONFLICT DO UPDATE SET messages = messages + @messages",
            new { key.Sender, day = Day(day), messages });
    }

    public static AnsweredRequest? FindRequest(this IncidentStore store, string sender, string key) => store.Read(connection =>
        connection.QuerySingleOrDefault<AnsweredRequest>("SELECT digest AS Digest, status AS Status, answer AS Answer FROM intake_request WHERE sender = @sender AND key = @key", new { sender, key }));

    /// <returns>False if the same key was answered meanwhile.</returns>
    public static bool TryKeepRequest(this StoreUnit unit, string sender, string key, AnsweredRequest request, DateTimeOffset now)
    {
        unit.Execute("DELETE FROM intake_request WHERE at < @past", new { past = (now - Memory).ToRow() });
        return unit.Execute("INSERT INTO intake_request (sender, key, digest, status, answer, at) VALUES (@sender, @key, @Digest, @Status, @Answer, @now) ON CONFLICT DO NOTHING",
            new { sender, key, request.Digest, request.Status, request.Answer, now = now.ToRow() }) == 1;
    }

    /// <returns>False for an event that was taken in before.</returns>
    public static bool TryKeepEvent(this StoreUnit unit, string source, string id, DateTimeOffset now)
    {
        unit.Execute("DELETE FROM hook_event WHERE at < @past", new { past = (now - Memory).ToRow() });
        return unit.Execute("INSERT INTO hook_event (source, id, at) VALUES (@source, @id, @now) ON CONFLICT DO NOTHING", new { source, id, now = now.ToRow() }) == 1;
    }

    public static bool KnowsEvent(this IncidentStore store, string source, string id) => store.Read(connection =>
        connection.ExecuteScalar<int>("SELECT count(*) FROM hook_event WHERE source = @source AND id = @id", new { source, id }) > 0);

    /// <summary>A feed's cursor that is a number; 0 if it has none.</summary>
    public static long CursorNumber(this StoreUnit unit, string feed) =>
        long.TryParse(unit.Query<string?>("SELECT cursor FROM feed WHERE name = @feed", new { feed }).FirstOrDefault(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Text of a stored post; null if there is none of that id.</summary>
    public static string? TextOf(this IncidentStore store, string postId) => store.Read(connection => connection.ExecuteScalar<string?>("SELECT text FROM post WHERE id = @postId", new { postId }));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

#pragma warning disable CA1812 // Dapper makes it
    private sealed class KeyRow
    {
        public string Id { get; init; } = "";
        public string Sender { get; init; } = "";
        public byte[] Hash { get; init; } = [];
        public string Scopes { get; init; } = "";
        public string? Municipality { get; init; }
        public long PerMinute { get; init; }
        public long PerDay { get; init; }
        public long CreatedAt { get; init; }
        public long? ExpiresAt { get; init; }
        public long? RevokedAt { get; init; }
        public long? UsedAt { get; init; }

        public ApiKey ToKey() => new(Id, Sender, Hash, Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), Municipality, (int)PerMinute, (int)PerDay,
            Time.FromRow(CreatedAt), Time.FromRow(ExpiresAt), Time.FromRow(RevokedAt), Time.FromRow(UsedAt));
    }
#pragma warning restore CA1812
}

/// <summary>A request that was answered before.</summary>
internal sealed record AnsweredRequest
{
    public byte[] Digest { get; init; } = [];
    public int Status { get; init; }
    public string Answer { get; init; } = "";
}
