using Dapper;
using IncidentMonitor.Store.Sql;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store;

internal sealed class TermsMigrationTests
{
    [Test]
    public void An_older_record_gets_terms_and_no_flood_of_alarms_about_the_past()
    {
        using var scratch = new Scratch();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(scratch.Path, "incidents.db")}"))
        {
            connection.Open();
            connection.Execute(Migration("0001_record.sql"));
            // Started at 0, taken in at 0 and 1000; the first one's terms ended at 100 and 200, the second one's end at 1100 and 5000; the third is quiet.
            foreach (var (id, created, react, answer, quiet) in new[] { ("old", 0, 100, 200, 0), ("open", 1000, 1100, 5000, 0), ("quiet", 0, 2000, 3000, 1) })
            {
                connection.Execute(
                    """
                    INSERT INTO incident (id, number, status, severity, rubric_id, rubric_name, rubric_confidence, topic, grp, confidence, needs_human, place, agency, reasons,
                                          started_at, created_at, updated_at, react_by, answer_by, is_quiet)
                    VALUES (@id, (SELECT count(*) + 1 FROM incident), 'new', 1, 'r', 'r', 1, 't', 'g', 1, 0, '{}', '{}', '[]', 0, @created, @created, @react, @answer, @quiet)
                    """, new { id, created, react, answer, quiet });
            }

            connection.Execute("PRAGMA user_version = 1");
        }

        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        Assert.That(store.Read(connection => connection.Query<string>("SELECT incident_id || ' ' || kind || ' ' || due_at || ' ' || coalesce(next_at, '-') FROM term ORDER BY 1")), Is.EqualTo(new[]
        {
            "old answer 200 -", "old react 100 -", "open answer 5000 3750", "open react 1100 825", "quiet answer 3000 -", "quiet react 2000 -",
        }));
    }

    private static string Migration(string name)
    {
        using var reader = new StreamReader(typeof(IncidentStore).Assembly.GetManifestResourceStream($"IncidentMonitor.Migrations.{name}")!);
        return reader.ReadToEnd();
    }
}
