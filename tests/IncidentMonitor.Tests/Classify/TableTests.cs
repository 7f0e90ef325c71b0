using System.IO.Compression;
using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

public sealed class TableTests
{
    [TestCase("text,label\n\"a, \"\"b\"\"\nc\",x\n")]
    [TestCase("text;label\n\"a, \"\"b\"\"\nc\";x\n")]
    [TestCase("\uFEFFtext\tlabel\n\"a, \"\"b\"\"\nc\"\tx\n")]
    public void ReadsCsvOfAnyDelimiter(string csv)
    {
        using var file = new ScratchFile("t.csv", csv);
        using var table = Table.Open(file.Path);
        var row = table.Rows().Single();
        Assert.Multiple(() =>
        {
            Assert.That(row.Cell(table.Find("TEXT")), Is.EqualTo("a, \"b\"\nc"));
            Assert.That(row.Cell(table.Require("label")), Is.EqualTo("x"));
            Assert.That(table.Find("none"), Is.Null);
        });
    }

    [Test]
    public void AShortRowHasEmptyCells()
    {
        using var file = new ScratchFile("t.csv", "a,b,c\n1\n");
        using var table = Table.Open(file.Path);
        Assert.That(table.Rows().Single().Cell(table.Find("c")), Is.Empty);
    }

    [Test]
    public void ReadsAWorkbook()
    {
        using var file = new ScratchFile("t.xlsx");
        Workbook(file.Path,
            "<sst><si><t>Текст инцидента</t></si><si><r><t>Нет </t></r><r><t>воды</t></r><rPh><t>x</t></rPh></si></sst>",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Тема</t></is></c><c r=\"C1\" t=\"s\"><v>0</v></c></row>" +
            "<row r=\"3\"><c r=\"A3\"><f>1+1</f><v>2</v></c><c r=\"C3\" t=\"s\"><v>1</v></c></row></sheetData></worksheet>");
        using var table = Table.Open(file.Path);
        var row = table.Rows().Single();
        Assert.Multiple(() =>
        {
            Assert.That(row.Number, Is.EqualTo(3));
            Assert.That(row.Cell(table.Require("Тема")), Is.EqualTo("2"));
            Assert.That(row.Cell(table.Require("текст инцидента")), Does.StartWith("Нет воды"));
        });
    }

    [Test]
    public void AWorkbookThatIsNoneIsRefused()
    {
        using var file = new ScratchFile("t.xlsx", "not a zip");
        Assert.That(() => Table.Open(file.Path), Throws.TypeOf<UserError>().With.Message.Contains("XLSX"));
    }

    [Test]
    public void EntityBombsAreRefused()
    {
        using var file = new ScratchFile("t.xlsx");
        Workbook(file.Path, "<sst/>", "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]><worksheet>&b;</worksheet>");
        Assert.That(() => Table.Open(file.Path), Throws.TypeOf<UserError>());
    }

    [Test]
    public void AMissingFileIsNamed() =>
        Assert.That(() => Table.Open("nowhere.csv"), Throws.TypeOf<UserError>().With.Message.Contains("nowhere.csv"));

    private static void Workbook(string path, string shared, string sheet)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in new[] { ("xl/sharedStrings.xml", shared), ("xl/worksheets/sheet1.xml", sheet) })
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(content);
        }
    }
}
