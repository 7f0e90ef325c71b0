using System.CommandLine;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>export</c>: the record's incidents, one row each.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var format = new Option<string>("--format") { Description = "jsonl, or csv (semicolons, BOM: opens in a Russian Excel) and xlsx in the 47-column layout.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv", "xlsx");
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only incidents created at or after this time (ISO 8601)." };
        var command = new Command("export", "Prints the incidents of the record.") { format, since };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = parsed.GetRequiredValue(Globals.Data);
            if (!File.Exists(Path.Combine(data, "incidents.db")))
            {
                throw new UserError($"{data}: holds no record (incidents.db). Name the right folder with --data.");
            }

            using var store = new IncidentStore(SqliteDatabase.Open(data));
            var rows = new IncidentQueries(store).Export(parsed.GetValue(since));
            if (parsed.GetValue(format) is "csv" or "xlsx")
            {
                var table = new IncidentTable(Configured.Load(Globals.ConfigFolder(parsed)));
                await using var sheet = Console.OpenStandardOutput();
                await (parsed.GetValue(format) == "csv" ? table.WriteCsvAsync(rows, sheet, cancellationToken) : table.WriteXlsxAsync(rows, sheet, cancellationToken));
                return 0;
            }

            var waves = new Dictionary<string, WaveView?>();
            var queries = new WaveQueries(store);
            await using var stdout = JsonLines.OpenStdout();
            foreach (var (incident, posts) in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await stdout.WriteLineAsync(JsonLines.Write(Row(incident, posts, WaveOf(incident))).AsMemory(), cancellationToken);
            }

            return 0;

            WaveView? WaveOf(Incident incident) => incident.Wave is null ? null
                : waves.TryGetValue(incident.Wave, out var known) ? known
                : waves[incident.Wave] = queries.Find(incident.Wave);
        });
        return command;
    }

    internal static object Row(Incident incident, IReadOnlyList<PostView> posts, WaveView? wave = null) => new
    {
        incident.Id,
        incident.Number,
        incident.Status,
        incident.Severity,
        incident.IsUrgent,
        Rubric = new { incident.Rubric.Id, incident.Rubric.Name },
        incident.Topic,
        incident.Group,
        incident.Block,
        incident.Confidence,
        incident.NeedsHuman,
        Place = new { incident.Place.Region, incident.Place.Municipality, incident.Place.Settlement, incident.Place.Street, incident.Place.House, incident.Place.Object, incident.Place.Lat, incident.Place.Lon },
        Agency = incident.Agency.Id is null ? null : new { incident.Agency.Id, incident.Agency.Name },
        Unassigned = incident.Agency.Why,
        incident.Reasons,
        incident.Wave,
        WaveDetails = wave is null ? null : new { wave.Topic, wave.Municipality, wave.StartedAt, wave.SeenAt, wave.EndedAt, wave.PeakAt, wave.PeakPosts, wave.Posts, wave.Authors, wave.Views, incidents = wave.Incidents.Count },
        incident.CreatedAt,
        Deadline = incident.Deadlines.Answer,
        Deadlines = new { incident.Deadlines.React, incident.Deadlines.Answer, incident.Deadlines.Final, incident.Deadlines.PausedAt, incident.Deadlines.PauseReason },
        Posts = posts.Select(post => new { post.Id, post.Source, post.Url, post.Author, post.PublishedAt, post.Text, post.Attachments, post.Reason, isDeleted = post.IsDeleted ? true : (bool?)null }),
    };
}
