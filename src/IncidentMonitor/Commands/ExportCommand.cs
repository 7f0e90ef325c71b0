using System.CommandLine;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>export</c>: the record's incidents, one row each.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var format = new Option<string>("--format") { Description = "jsonl or csv (semicolons, BOM: opens in a Russian Excel).", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
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
            if (parsed.GetValue(format) == "csv")
            {
                await WriteCsvAsync(rows, cancellationToken);
                return 0;
            }

            await using var stdout = JsonLines.OpenStdout();
            foreach (var (incident, posts) in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await stdout.WriteLineAsync(JsonLines.Write(Row(incident, posts)).AsMemory(), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    internal static object Row(Incident incident, IReadOnlyList<PostView> posts) => new
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
        incident.Reasons,
        incident.Wave,
        incident.CreatedAt,
        Deadline = incident.Deadlines.Answer,
        Deadlines = new { incident.Deadlines.React, incident.Deadlines.Answer },
        Posts = posts.Select(post => new { post.Id, post.Source, post.Url, post.Author, post.PublishedAt, post.Text, post.Attachments, post.Reason, isDeleted = post.IsDeleted ? true : (bool?)null }),
    };

    private static async Task WriteCsvAsync(IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> rows, CancellationToken cancellationToken)
    {
        await using var stdout = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        // Cells that begin like a formula are escaped: the text comes from strangers and opens in Excel.
        await using var csv = new CsvWriter(stdout, new CsvConfiguration(CultureInfo.GetCultureInfo("ru-RU")) { Delimiter = ";", InjectionOptions = InjectionOptions.Escape });
        foreach (var header in (string[])["Номер", "Статус", "Срочность", "Группа", "Тема", "Рубрика", "Регион", "Муниципалитет", "Населённый пункт", "Улица", "Дом", "Объект", "Исполнитель", "Создан", "Взять в работу до", "Ответить до", "Сообщений", "Источник", "Ссылка", "Автор", "Опубликовано", "Текст"])
        {
            csv.WriteField(header);
        }

        await csv.NextRecordAsync();
        foreach (var (incident, posts) in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (place, post) = (incident.Place, posts.Count > 0 ? posts[0] : null);
            string?[] cells =
            [
                incident.Number.ToString(CultureInfo.InvariantCulture), incident.Status, Web.Words.Of(incident.Severity), incident.Group, incident.Topic, incident.Rubric.Name,
                place.Region, place.Municipality, place.Settlement, place.Street, place.House, place.Object, incident.Agency.Name,
                Web.Words.Iso(incident.CreatedAt), Web.Words.Iso(incident.Deadlines.React), Web.Words.Iso(incident.Deadlines.Answer),
                posts.Count.ToString(CultureInfo.InvariantCulture), Web.Words.Source(post?.Source), post?.Url, post?.Author, post is null ? null : Web.Words.Iso(post.PublishedAt), post?.Text,
            ];
            foreach (var cell in cells)
            {
                csv.WriteField(cell);
            }

            await csv.NextRecordAsync();
        }
    }
}
