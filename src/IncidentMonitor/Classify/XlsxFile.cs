using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>
/// Reads the first sheet of an XLSX workbook: cell texts only, row by row. The format is ECMA-376's SpreadsheetML; formulas,
/// styles and dates are of no use to a table of labelled texts. Limits keep a hostile file from filling the memory.
/// </summary>
internal static class XlsxFile
{
    private const long MaxPartBytes = 1L << 30;
    private const int MaxCellChars = 65_536;
    private const int MaxColumns = 16_384;
    private const int MaxSharedTexts = 4_000_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = MaxPartBytes,
    };

    /// <exception cref="UserError">The file is no workbook, is damaged or too large.</exception>
    public static IEnumerable<TableRow> Rows(string path)
    {
        List<TableRow> rows;
        try
        {
            using var zip = ZipFile.OpenRead(path);
            rows = ReadSheet(zip, ReadSharedTexts(zip), path);
        }
        catch (Exception error) when (error is InvalidDataException or XmlException or FormatException or OverflowException)
        {
            throw new UserError($"{path} cannot be read as an XLSX workbook ({error.Message}); save it anew or as CSV");
        }

        return rows;
    }

    private static List<string> ReadSharedTexts(ZipArchive zip)
    {
        var texts = new List<string>();
        if (zip.GetEntry("xl/sharedStrings.xml") is not { } part)
            return texts;
        using var reader = XmlReader.Create(part.Open(), Settings);
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "si" } && texts.Count < MaxSharedTexts)
                texts.Add(ReadTexts(reader));
        }

        return texts;
    }

    private static List<TableRow> ReadSheet(ZipArchive zip, List<string> shared, string path)
    {
        var part = zip.Entries
            .Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal))
            .OrderBy(e => e.FullName.Length).ThenBy(e => e.FullName, StringComparer.Ordinal).FirstOrDefault()
            ?? throw new UserError($"{path} holds no sheet; is it an XLSX workbook?");
        var rows = new List<TableRow>();
        using var reader = XmlReader.Create(part.Open(), Settings);
        while (reader.Read())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "row" })
                continue;
            var number = int.TryParse(reader.GetAttribute("r"), CultureInfo.InvariantCulture, out var r) ? r : rows.Count + 1;
            rows.Add(new TableRow(number, ReadRow(reader, shared)));
        }

        return rows;
    }

    private static List<string> ReadRow(XmlReader reader, List<string> shared)
    {
        var cells = new List<string>();
        if (reader.IsEmptyElement)
            return cells;
        while (reader.Read() && reader is not { NodeType: XmlNodeType.EndElement, LocalName: "row" })
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "c" })
                continue;
            var column = Column(reader.GetAttribute("r")) ?? cells.Count;
            var isShared = reader.GetAttribute("t") == "s";
            var text = ReadTexts(reader);
            if (isShared)
                text = int.TryParse(text, CultureInfo.InvariantCulture, out var at) && (uint)at < (uint)shared.Count ? shared[at] : "";
            while (cells.Count <= column)
                cells.Add("");
            cells[column] = text;
        }

        return cells;
    }

    /// <summary>All texts (t) and values (v) within the current element; phonetic hints (rPh) and formulas (f) are no text.</summary>
    private static string ReadTexts(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return "";
        var depth = reader.Depth;
        var text = new StringBuilder();
        var isText = false;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
                isText = reader.LocalName is "t" or "v" && !reader.IsEmptyElement;
            else if (reader.NodeType == XmlNodeType.EndElement)
                isText = false;
            else if (isText && text.Length < MaxCellChars && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                text.Append(isText ? reader.Value : "");
        }

        return text.Length > MaxCellChars ? text.ToString(0, MaxCellChars) : text.ToString();
    }

    /// <summary>"AB12" → 27.</summary>
    private static int? Column(string? reference)
    {
        if (reference is null)
            return null;
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetterUpper))
            column = checked((column * 26) + letter - 'A' + 1);
        return column is > 0 and <= MaxColumns ? column - 1 : null;
    }
}
