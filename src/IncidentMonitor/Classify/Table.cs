using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>One row of a table.</summary>
/// <param name="Number">As an editor or a spreadsheet counts rows: the header is row 1.</param>
public readonly record struct TableRow(int Number, IReadOnlyList<string> Cells)
{
    /// <summary>The cell of a column, "" where the row is shorter or the column is not there.</summary>
    public string Cell(int? column) => column is { } at && at < Cells.Count ? Cells[at] : "";
}

/// <summary>A CSV (comma, semicolon or tab; UTF-8) or XLSX file whose columns are asked for by name.</summary>
public sealed class Table : IDisposable
{
    private static readonly string[] Delimiters = [",", ";", "\t"];

    private readonly string path;
    private readonly IEnumerator<TableRow> rows;
    private readonly IReadOnlyList<string> columns;

    private Table(string path, IEnumerable<TableRow> all)
    {
        this.path = path;
        rows = all.GetEnumerator();
        if (!rows.MoveNext())
            throw new UserError($"{path} is empty; its first row must name the columns", 1);
        columns = rows.Current.Cells;
    }

    /// <exception cref="UserError">The file is not there or cannot be read.</exception>
    public static Table Open(string path)
    {
        if (!File.Exists(path))
            throw new UserError($"{path} is not there", 2);
        return new Table(path, path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? XlsxFile.Rows(path) : CsvRows(path));
    }

    /// <summary>The column of that name (letters and digits compare), null when there is none.</summary>
    public int? Find(string name)
    {
        var key = Names.Key(name);
        for (var i = 0; i < columns.Count; i++)
        {
            if (Names.Key(columns[i]) == key)
                return i;
        }

        return null;
    }

    /// <exception cref="UserError">There is no such column.</exception>
    public int Require(string name) =>
        Find(name) ?? throw new UserError($"{path} has no column «{name}»; its columns are {string.Join(", ", columns)}", 2);

    /// <summary>The rows after the header, once.</summary>
    public IEnumerable<TableRow> Rows()
    {
        while (rows.MoveNext())
            yield return rows.Current;
    }

    public void Dispose() => rows.Dispose();

    private static IEnumerable<TableRow> CsvRows(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            Delimiter = Delimiter(path),
            BadDataFound = null,
            MissingFieldFound = null,
            IgnoreBlankLines = true,
        };
        using var csv = new CsvParser(reader, settings);
        while (csv.Read())
            yield return new TableRow(csv.RawRow, csv.Record ?? []);
    }

    private static string Delimiter(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var header = reader.ReadLine() ?? "";
        return Delimiters.MaxBy(d => header.Split(d).Length)!;
    }
}
