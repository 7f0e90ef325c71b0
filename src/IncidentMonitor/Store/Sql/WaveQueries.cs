using Dapper;

namespace IncidentMonitor.Store.Sql;

/// <summary>A wave as people see it.</summary>
/// <param name="StartedAt">Its first post.</param>
/// <param name="SeenAt">The post that made it a wave.</param>
/// <param name="EndedAt">Its last post; null while it runs.</param>
/// <param name="PeakAt">Beginning of the hour with most posts.</param>
/// <param name="Views">Views of its posts, where the source counts them.</param>
/// <param name="Chance">Of so many posts on an ordinary day, when it was seen.</param>
public sealed record WaveView(
    string Id, string Topic, string Municipality, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset? EndedAt, DateTimeOffset? PeakAt, long PeakPosts, long Posts, long Authors, long Views,
    double? Chance, IReadOnlyList<long> Incidents);

/// <summary>Reads waves for the console and the export.</summary>
public sealed class WaveQueries(IncidentStore store)
{
    private const string Columns = "id, topic, municipality, started_at, seen_at, ended_at, peak_at";

    /// <summary>One wave with the numbers of its incidents; null if there is none of that id.</summary>
    public WaveView? Find(string id) => Read($"SELECT {Columns} FROM wave WHERE id = @id", new { id }).FirstOrDefault();

    /// <summary>Waves that are not over, the newest first.</summary>
    public IReadOnlyList<WaveView> Running() => Read($"SELECT {Columns} FROM wave WHERE ended_at IS NULL ORDER BY started_at DESC LIMIT 20", null);

    private List<WaveView> Read(string sql, object? parameters) => store.Read(connection => connection
        .Query<(string Id, string Topic, string Municipality, long StartedAt, long SeenAt, long? EndedAt, long? PeakAt)>(sql, parameters)
        .Select(row =>
        {
            var (peak, posts, authors, views, chance) = connection.QuerySingle<(long, long, long, long, double?)>("SELECT peak_posts, posts, authors, views, chance FROM wave WHERE id = @Id", new { row.Id });
            return new WaveView(row.Id, row.Topic, row.Municipality, Time.FromRow(row.StartedAt), Time.FromRow(row.SeenAt), Time.FromRow(row.EndedAt), Time.FromRow(row.PeakAt), peak, posts, authors, views, chance,
                [.. connection.Query<long>("SELECT number FROM incident WHERE wave = @Id AND merged_into IS NULL ORDER BY number", new { row.Id })]);
        })
        .ToList());
}
