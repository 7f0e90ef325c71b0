using System.Text.Json;
using Dapper;
using IncidentMonitor.Model;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Store.Sql;

/// <summary>All that the search index holds of one incident, as the record has it.</summary>
/// <param name="Posts">The first one first, then by time.</param>
/// <param name="Stems">Of each post that has any, as the full-text table holds them.</param>
internal sealed record IndexedIncident(Incident Incident, DateTimeOffset UpdatedAt, IReadOnlyList<PostView> Posts, IReadOnlyList<string> Stems);

public sealed partial class IncidentQueries
{
    /// <summary>What the index holds of these incidents, on a connection of the caller's so that it can read its queue in the same snapshot.</summary>
    internal static IEnumerable<IndexedIncident> ForIndex(SqliteConnection connection, IReadOnlyCollection<string> ids)
    {
        var keys = JsonSerializer.Serialize(ids);
        var updated = connection.Query<(string Id, long At)>("SELECT id, updated_at FROM incident WHERE id IN (SELECT value FROM json_each(@keys))", new { keys })
            .ToDictionary(row => row.Id, row => Time.FromRow(row.At), StringComparer.Ordinal);
        // All posts of a batch in one query: with one for each incident the record would be slower than the engine.
        var posts = connection.Query<IndexedPostRow>(
            """
            SELECT ip.incident_id, p.id, p.source, p.feed, p.url, p.author, p.published_at, p.edited_at, p.title, iif(p.text = '' AND p.repost_text IS NOT NULL, p.repost_text, p.text) AS text,
                   p.attachments, p.views, p.likes, p.is_deleted, p.version, ip.reason, t.stems
            FROM json_each(@keys) k JOIN incident_post ip ON ip.incident_id = k.value JOIN post p ON p.id = ip.post_id LEFT JOIN post_text t ON t.rowid = p.rowid
            ORDER BY ip.is_first DESC, p.published_at, p.id
            """, new { keys }).ToLookup(row => row.Incident_Id, StringComparer.Ordinal);
        foreach (var row in connection.Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.id IN (SELECT value FROM json_each(@keys)) AND i.merged_into IS NULL ORDER BY i.number", new { keys }))
        {
            yield return new IndexedIncident(row.ToIncident(), updated[row.Id], [.. posts[row.Id].Select(post => post.ToView())], [.. posts[row.Id].Select(post => post.Stems).OfType<string>()]);
        }
    }

#pragma warning disable CA1812, IDE1006 // Dapper makes it and maps columns by name.
    private sealed class IndexedPostRow : PostRow
    {
        public string Incident_Id { get; init; } = "";
        public string? Stems { get; init; }
    }
#pragma warning restore CA1812, IDE1006
}
