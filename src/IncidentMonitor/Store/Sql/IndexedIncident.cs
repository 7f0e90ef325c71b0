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
        foreach (var row in connection.Query<IncidentRow>($"SELECT {Columns} FROM incident i WHERE i.id IN (SELECT value FROM json_each(@keys)) ORDER BY i.number", new { keys }))
        {
            var stems = connection.Query<string>(
                "SELECT t.stems FROM incident_post ip JOIN post p ON p.id = ip.post_id JOIN post_text t ON t.rowid = p.rowid WHERE ip.incident_id = @Id ORDER BY ip.is_first DESC, p.published_at, p.id",
                new { row.Id });
            yield return new IndexedIncident(row.ToIncident(), updated[row.Id], Posts(connection, row.Id, int.MaxValue), stems.AsList());
        }
    }
}
