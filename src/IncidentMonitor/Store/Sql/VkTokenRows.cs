using Dapper;
using IncidentMonitor.Collect;

namespace IncidentMonitor.Store.Sql;

/// <summary>What VK's tokens have spent, what rests and how they are: shared by every process on the record.</summary>
internal static class VkTokenRows
{
    /// <summary>Length of a slot of the quota's ledger.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(15);

    /// <summary>Stands for every method of a token, or for every token.</summary>
    public const string All = "*";

    /// <summary>Calls of a method since a time, by token; the slot that holds the time counts whole.</summary>
    public static Dictionary<string, VkSpent> VkSpent(this StoreUnit unit, string method, DateTimeOffset dayFrom, DateTimeOffset hourFrom) => unit
        .Query<(string Token, long Day, long Hour, long OldestOfDay, long OldestOfHour)>(
            """
            SELECT token, sum(calls), sum(iif(slot > @hour, calls, 0)), min(slot), min(iif(slot > @hour, slot, NULL))
            FROM vk_call WHERE method = @method AND slot > @day GROUP BY token
            """,
            new { method, day = (dayFrom - Slot).ToRow(), hour = (hourFrom - Slot).ToRow() })
        .ToDictionary(row => row.Token, row => new VkSpent(row.Day, row.Hour, Time.FromRow(row.OldestOfDay) + Slot, Time.FromRow(row.OldestOfHour) + Slot));

    public static void VkSpend(this StoreUnit unit, string token, string method, int calls, DateTimeOffset now)
    {
        var slot = now.ToRow() - (now.ToRow() % (long)Slot.TotalMilliseconds);
        if (unit.Execute("UPDATE vk_call SET calls = calls + @calls WHERE token = @token AND method = @method AND slot = @slot", new { token, method, slot, calls }) == 0)
        {
            unit.Execute("INSERT INTO vk_call (token, method, slot, calls) VALUES (@token, @method, @slot, @calls)", new { token, method, slot, calls });
            unit.Execute("DELETE FROM vk_call WHERE slot < @old", new { old = now.AddDays(-8).ToRow() });
        }
    }

    public static List<VkRest> VkRests(this StoreUnit unit, DateTimeOffset now) => [.. unit
        .Query<(string Token, string Method, long Until, string Fault, string Reason)>("SELECT token, method, until, fault, reason FROM vk_rest WHERE until > @now", new { now = now.ToRow() })
        .Select(row => new VkRest(row.Token, row.Method, Time.FromRow(row.Until), Enum.Parse<FaultReason>(row.Fault), row.Reason))];

    /// <summary>A rest never gets shorter by a later, milder error.</summary>
    public static void AddVkRest(this StoreUnit unit, VkRest rest) => unit.Execute(
        """
        INSERT INTO vk_rest (token, method, until, fault, reason) VALUES (@Token, @Method, @until, @fault, @Reason)
        ON CONFLICT (token, method) DO UPDATE SET until = excluded.until, fault = excluded.fault, reason = excluded.reason WHERE excluded.until > until
        """,
        new { rest.Token, rest.Method, until = rest.Until.ToRow(), fault = rest.Fault.ToString(), rest.Reason });

    /// <summary>Tokens that the settings hold now; those that are gone from them are shown no more.</summary>
    public static void PresentVkTokens(this StoreUnit unit, IEnumerable<(string Id, int Number, string Kind, DateTimeOffset? ExpiresAt)> tokens, DateTimeOffset now)
    {
        unit.Execute("UPDATE vk_token SET is_present = 0");
        foreach (var (id, number, kind, expires) in tokens)
        {
            unit.Execute(
                """
                INSERT INTO vk_token (id, number, kind, state, since, expires_at, is_present) VALUES (@id, @number, @kind, 'ok', @now, @expires, 1)
                ON CONFLICT (id) DO UPDATE SET number = @number, kind = @kind, expires_at = @expires, is_present = 1
                """,
                new { id, number, kind, now = now.ToRow(), expires = expires.ToRow() });
        }
    }

    /// <returns>True if the state is news.</returns>
    public static bool SetVkToken(this StoreUnit unit, string id, string state, string? reason, DateTimeOffset now) => unit.Execute(
        "UPDATE vk_token SET state = @state, reason = @reason, since = @now WHERE id = @id AND state <> @state", new { id, state, reason, now = now.ToRow() }) > 0;

    /// <summary>The tokens of the settings, for the console.</summary>
    public static IReadOnlyList<VkTokenState> VkTokens(this IncidentStore store, DateTimeOffset now) => store.Read(connection => (IReadOnlyList<VkTokenState>)[.. connection
        .Query<(int Number, string Kind, string State, string? Reason, long Since, long? Expires, string? Rests)>(
            """
            SELECT number, kind, state, reason, since, expires_at,
                   (SELECT group_concat(method || ' ' || until, char(10)) FROM vk_rest WHERE token = id AND method <> '*' AND until > @now)
            FROM vk_token WHERE is_present = 1 ORDER BY number
            """, new { now = now.ToRow() })
        .Select(row => new VkTokenState(row.Number, row.Kind, row.State, row.Reason, Time.FromRow(row.Since), Time.FromRow(row.Expires), [.. (row.Rests ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(part => (part[0], Time.FromRow(long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture))))]))]);
}

/// <summary>What a token spent of a method's quota in the last day and hour, and when the oldest of it was spent (end of its slot).</summary>
internal sealed record VkSpent(long Day, long Hour, DateTimeOffset OldestOfDay, DateTimeOffset OldestOfHour);

/// <summary>A method, a token or a method of a token that is not to be called before a time.</summary>
internal sealed record VkRest(string Token, string Method, DateTimeOffset Until, FaultReason Fault, string Reason);

/// <summary>A token as the console shows it.</summary>
internal sealed record VkTokenState(int Number, string Kind, string State, string? Reason, DateTimeOffset Since, DateTimeOffset? ExpiresAt, IReadOnlyList<(string Method, DateTimeOffset Until)> Resting);
