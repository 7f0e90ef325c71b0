using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class IncidentTableTests
{
    [Test]
    public void The_columns_are_the_47_that_regions_exchange()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.Shared("taxonomy", "export_columns_47.json")));
        Assert.That(IncidentTable.Titles, Is.EqualTo(json.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetString())));
    }

    [Test]
    public async Task A_workbook_holds_a_row_an_incident_and_survives_odd_characters()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", new DateTimeOffset(2026, 1, 21, 10, 0, 0, TimeSpan.Zero), Severity.Medium, text: "=1+1 нет воды\u0001 \U0001F525 " + new string('ы', 40_000)), default);
        using var file = new MemoryStream();
        await new IncidentTable(Configured.Load(Repository.Config)).WriteXlsxAsync(new IncidentQueries(store).Export(null), file, default);
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        var rows = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<Row>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Count.EqualTo(2));
            Assert.That(rows[1].Elements<Cell>().Count(), Is.EqualTo(47));
            Assert.That(rows[1].InnerText, Does.Contain("=1+1 нет воды \U0001F525"));
            Assert.That(rows[1].Descendants<CellFormula>(), Is.Empty);
        });
    }
}
