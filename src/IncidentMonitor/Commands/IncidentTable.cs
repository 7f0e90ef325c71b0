using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;

namespace IncidentMonitor.Commands;

/// <summary>Incidents as the 47 columns that regions exchange; columns of the answers stay empty until the record has answers.</summary>
internal sealed class IncidentTable(Configured configured)
{
    private static readonly (string Title, Func<IncidentTable, Incident, IReadOnlyList<PostView>, string?> Cell)[] Columns =
    [
        ("Кабинет", (table, _, _) => table._region),
        ("ID", (_, incident, _) => incident.Id),
        ("Номер инцидента", (_, incident, _) => Number(incident.Number)),
        ("Отдел", (_, incident, _) => incident.Agency.Name),
        ("Исполнитель", (_, incident, _) => incident.Agency.Name),
        Later("Общее время первого ответа"),
        Later("Общий текст первого ответа"),
        ("Время с даты создания инцидента до времени первого ответа", (_, incident, _) => Hours(Answered(incident)?.ClockTime)),
        ("Время с даты создания инцидента до времени первого ответа, рабочее время", (_, incident, _) => Hours(Answered(incident)?.WorkTime)),
        Later("Время назначения последнего исполнителя"),
        Later("Время 1го ответа ПИ"),
        Later("Первая реакция с момента назн. ПИ"),
        Later("Уложились или нет после назн. ПИ"),
        Later("Время с начала создания инцидента до окончания"),
        Later("Время отправки первого ответа ПИ на согласование"),
        Later("Время, которое первый ответ ПИ находился на согласовании"),
        ("Текущий шаг инцидента", (_, _, _) => "Новый"),
        ("Дата создания", (table, incident, _) => Words.Local(incident.CreatedAt, table._zone)),
        Later("Дата окончания"),
        ("Группа тем", (_, incident, _) => incident.Group),
        ("Тема", (_, incident, _) => incident.Topic),
        ("Регион", (_, incident, _) => incident.Place.Region),
        ("Муниципалитет", (_, incident, _) => incident.Place.Municipality),
        ("Населенный пункт", (_, incident, _) => incident.Place.Settlement),
        ("Улица", (_, incident, _) => incident.Place.Street),
        ("Дом", (_, incident, _) => incident.Place.House),
        Later("Объект старый"),
        ("Объект", (_, incident, _) => incident.Place.Object),
        ("Тип инцидента", (table, incident, _) => table._tree.ById(incident.Rubric.Id)?.Type is { Length: > 0 } type ? char.ToUpperInvariant(type[0]) + type[1..] : null),
        Later("Итог"),
        Later("Есть медиафайл в ответе"),
        ("Есть медиафайл в сообщении", (_, _, posts) => posts.Any(post => post.Attachments.Count > 0) ? "Да" : "Нет"),
        ("Урл поста", (_, _, posts) => posts.Select(post => post.Url).FirstOrDefault(url => url is not null)),
        Later("Урл блога"),
        ("Текст инцидента", (_, _, posts) => string.Join("\n\n", posts.Select(post => post.Text).Where(text => text.Length > 0))),
        Later("1ый ответ ПИ"),
        Later("2ой ответ ПИ"),
        Later("3ий ответ ПИ"),
        Later("Причина закрытия"),
        ("Аудитория", (_, _, posts) => posts.Any(post => post.Views is not null) ? Number(posts.Sum(post => post.Views ?? 0)) : null),
        ("Вовлеченность", (_, _, posts) => posts.Any(post => post.Likes is not null) ? Number(posts.Sum(post => post.Likes ?? 0)) : null),
        Later("URL автора"),
        Later("Аккаунт публикации ответа"),
        ("Теги", (_, incident, _) => incident.Wave is null ? null : "волна"),
        ("Примечание", (_, incident, _) => string.Join("; ", incident.Reasons)),
        Later("Время попадания на шаг оценка удовлетворенности"),
        Later("Опрос отправлен"),
    ];

    private readonly string _region = configured.Settings.Region.Name;
    private readonly TimeZoneInfo _zone = configured.Settings.Region.Zone;
    private readonly RubricTree _tree = configured.Tree;

    /// <summary>Titles of the columns, in order.</summary>
    public static IEnumerable<string> Titles => Columns.Select(column => column.Title);

    /// <summary>Semicolons and a BOM, as a Russian Excel wants it. Cells that begin like a formula are escaped: the text comes from strangers.</summary>
    public async Task WriteCsvAsync(IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> rows, Stream target, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.GetCultureInfo("ru-RU")) { Delimiter = ";", InjectionOptions = InjectionOptions.Escape });
        foreach (var cells in Cells(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var cell in cells)
            {
                csv.WriteField(cell);
            }

            await csv.NextRecordAsync();
        }
    }

    /// <summary>One sheet of plain text cells: nothing in it is a formula.</summary>
    public async Task WriteXlsxAsync(IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> rows, Stream target, CancellationToken cancellationToken)
    {
        // The package is a zip and needs to seek; stdout can't.
        await using var package = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using (var document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var sheet = book.AddNewPart<WorksheetPart>();
            using (var writer = OpenXmlWriter.Create(sheet))
            {
                writer.WriteStartElement(new Worksheet());
                writer.WriteStartElement(new SheetData());
                foreach (var cells in Cells(rows))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.WriteStartElement(new Row());
                    foreach (var cell in cells)
                    {
                        writer.WriteElement(new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(Clean(cell)) { Space = SpaceProcessingModeValues.Preserve }) });
                    }

                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            book.Workbook = new Workbook(new Sheets(new Sheet { Name = "Инциденты", SheetId = 1, Id = book.GetIdOfPart(sheet) }));
        }

        package.Position = 0;
        await package.CopyToAsync(target, cancellationToken);
    }

    private IEnumerable<string?[]> Cells(IEnumerable<(Incident Incident, IReadOnlyList<PostView> Posts)> rows) => rows
        .Select(row => Columns.Select(column => column.Cell(this, row.Incident, row.Posts)).ToArray())
        .Prepend([.. Titles]);

    /// <summary>Excel's limit for a cell is 32,767 characters; control characters are not allowed in XML.</summary>
    private static string Clean(string? text)
    {
        var clean = string.Concat((text ?? "").Where(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
        return clean.Length <= 32_767 ? clean : clean[..(char.IsHighSurrogate(clean[32_766]) ? 32_766 : 32_767)];
    }

    private static (string Title, Func<IncidentTable, Incident, IReadOnlyList<PostView>, string?> Cell) Later(string title) => (title, (_, _, _) => null);

    private static Term? Answered(Incident incident) => incident.Deadlines.Terms.FirstOrDefault(term => term.Kind == TermKind.Answer && term.MetAt is not null);

    /// <summary>Hours and minutes, as the regions' exports have them.</summary>
    private static string? Hours(TimeSpan? time) => time is { } span ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}") : null;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
