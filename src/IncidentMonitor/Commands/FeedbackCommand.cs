using System.CommandLine;
using System.Globalization;
using System.Text;
using CsvHelper;
using IncidentMonitor.Classify;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>feedback</c>: operators' corrections go into the record and out of it as labelled rows.</summary>
internal static class FeedbackCommand
{
    private static readonly Argument<string> Post = new("post") { Description = "Id of the post, as `export` and `suggest` print it." };
    private static readonly Option<string?> Rubric = new("--rubric") { Description = "Id of the right rubric." };
    private static readonly Option<bool> NotIncident = new("--not-incident") { Description = "The post is no incident." };
    private static readonly Option<string?> Severity = new("--severity") { Description = "low, medium, high or critical." };
    private static readonly Option<string> Who = new("--who") { Description = "Who says so.", Required = true };
    private static readonly Argument<string> File = new("file") { Description = "CSV to write: text,rubric,severity,is_incident." };

    public static Command Build()
    {
        var add = new Command("add", "Stores what a post really is.") { Post, Rubric, NotIncident, Severity, Who };
        add.SetAction(AddAsync);
        var export = new Command("export", "Writes the corrections as labelled rows.") { File };
        export.SetAction(Export);
        return new Command("feedback", "Operators' corrections.") { add, export };
    }

    /// <summary>The record in a data folder that already has one.</summary>
    internal static IncidentStore OpenRecord(string data) => System.IO.File.Exists(Path.Combine(data, "incidents.db"))
        ? new IncidentStore(SqliteDatabase.Open(data))
        : throw new UserError($"{data}: holds no record (incidents.db). Name the right folder with --data.");

    /// <summary>Takes the corrections of a record into a training set.</summary>
    internal static void AddTo(TrainingSet set, string data, RubricTree tree)
    {
        using var store = OpenRecord(data);
        foreach (var corrected in store.Corrections())
            set.Add(corrected.Text, corrected.RubricId, corrected.Severity, tree);
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (rubric, isNone, severity) = (parsed.GetValue(Rubric), parsed.GetValue(NotIncident), parsed.GetValue(Severity));
        if (rubric is null != isNone)
            throw new UserError("Say either --rubric ID or --not-incident", 2);
        if (severity is not null && (isNone || SeverityNames.Parse(severity) is null))
            throw new UserError(isNone ? "What is no incident has no --severity" : $"--severity «{severity}» is unknown; write low, medium, high or critical", 2);
        if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(Who)))
            throw new UserError("--who must name who says so", 2);
        var tree = Path.Combine(Globals.ConfigFolder(parsed), "rubrics", "tree.csv");
        if (rubric is not null && RubricTree.Load(tree).ById(rubric) is null)
            throw new UserError($"--rubric «{rubric}» is no id of {tree}", 2);
        using var store = OpenRecord(parsed.GetRequiredValue(Globals.Data));
        var correction = new Correction(parsed.GetRequiredValue(Post), rubric, severity is null ? null : SeverityNames.Parse(severity), parsed.GetRequiredValue(Who).Trim());
        await store.WriteAsync(unit => unit.Correct(correction, TimeProvider.System.GetUtcNow()), cancellationToken);
        return 0;
    }

    private static int Export(ParseResult parsed)
    {
        using var store = OpenRecord(parsed.GetRequiredValue(Globals.Data));
        var path = parsed.GetRequiredValue(File);
        var corrections = store.Corrections();
        try
        {
            // Texts as they are, formulas of strangers too: the file is for `train`, not for a spreadsheet.
            using var csv = new CsvWriter(new StreamWriter(path, append: false, new UTF8Encoding(false)), CultureInfo.InvariantCulture);
            WriteRow(csv, "text", "rubric", "severity", "is_incident");
            foreach (var (text, rubric, severity) in corrections)
                WriteRow(csv, text, rubric, severity?.ToString().ToLowerInvariant(), rubric is null ? "false" : "true");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written ({error.Message})", 2);
        }

        Console.Error.WriteLine($"{path}: {corrections.Count} corrections, {corrections.Count(c => c.RubricId is null)} of them no incidents");
        return 0;
    }

    private static void WriteRow(CsvWriter csv, params string?[] cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        csv.NextRecord();
    }
}
