using Dapper;

namespace IncidentMonitor.Store.Sql;

/// <summary>A feed and when it spoke.</summary>
internal sealed record FeedVoice(string Name, DateTimeOffset? SuccessAt, DateTimeOffset? LastPostAt, DateTimeOffset? SilentSince);

/// <summary>When feeds speak and when they don't.</summary>
internal static class FeedHealthRows
{
    /// <summary>Feeds that were read at least once.</summary>
    public static IReadOnlyList<FeedVoice> Voices(this IncidentStore store) => store.Read(connection => (IReadOnlyList<FeedVoice>)[.. connection
        .Query<(string Name, long? Success, long? Last, long? Silent)>(
            "SELECT name, success_at, (SELECT max(published_at) FROM post WHERE feed = name), silent_since FROM feed WHERE success_at IS NOT NULL ORDER BY name")
        .Select(row => new FeedVoice(row.Name, Time.FromRow(row.Success), Time.FromRow(row.Last), Time.FromRow(row.Silent)))]);

    /// <summary>Hours since 1970 in which a feed had a post, within <paramref name="window"/> before its last.</summary>
    public static IReadOnlyCollection<long> VoiceHours(this IncidentStore store, string feed, DateTimeOffset last, TimeSpan window) => store.Read(connection => connection.Query<long>(
        "SELECT DISTINCT published_at / 3600000 FROM post WHERE feed = @feed AND published_at BETWEEN @from AND @to",
        new { feed, from = (last - window).ToRow(), to = last.ToRow() }).ToList());

    /// <summary>Begins or ends an alarm, with its line of the audit trail.</summary>
    public static void SetSilent(this StoreUnit unit, string feed, DateTimeOffset? since, DateTimeOffset now)
    {
        unit.Execute("UPDATE feed SET silent_since = @since WHERE name = @feed", new { feed, since = since.ToRow() });
        unit.Audit(now, "машина", since is null ? "источник снова пишет" : "источник замолчал", feed, null);
    }
}
