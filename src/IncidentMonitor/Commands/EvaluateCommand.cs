using System.CommandLine;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Commands;

/// <summary><c>evaluate</c>: how right a model is on labelled texts that it has not seen.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> ModelPath = new("--model") { Description = "The model.", Required = true };
    private static readonly Option<string[]> Data = new("--data") { Description = "CSV or XLSX files with labelled texts.", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Text = new("--text") { Description = "Column of the text.", Required = true };
    private static readonly Option<string> Label = new("--label") { Description = "Column of the label: a rubric or topic of the model's tree, or with --accept any label of that file.", Required = true };
    private static readonly Option<string?> Group = new("--group") { Description = "Column of the group, where the tree should not say it." };
    private static readonly Option<string?> Accept = new("--accept") { Description = "CSV label,accept: the nodes that are right for each label." };
    private static readonly Option<bool> Confused = new("--confused") { Description = "Name the most confused pairs on stderr." };

    public static Command Build()
    {
        var command = new Command("evaluate", "Measures a model on labelled texts.") { ModelPath, Data, Text, Label, Group, Accept, Confused };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var classifier = Classifier.Load(parsed.GetValue(ModelPath)!);
        var evaluation = new Evaluation(classifier, parsed.GetValue(Accept) is { } accept ? Evaluation.ReadAccepted(accept, classifier.Tree) : null);
        foreach (var path in parsed.GetValue(Data)!)
            evaluation.Run(path, parsed.GetValue(Text)!, parsed.GetValue(Label)!, parsed.GetValue(Group));
        if (evaluation.Skipped > 0)
            Console.Error.WriteLine($"{evaluation.Skipped} rows skipped: no text, or a label that the tree{(parsed.GetValue(Accept) is null ? "" : " and --accept")} does not know");
        if (evaluation.Count == 0)
            throw new UserError("No row could be measured; check --text, --label and --accept");
        if (parsed.GetValue(Confused))
        {
            foreach (var (label, answer, rows) in evaluation.MostConfused().Take(30))
                Console.Error.WriteLine($"{rows,5}  {label} → {answer}");
        }

        using var output = JsonLines.OpenStdout();
        output.WriteLine(JsonLines.Write(evaluation.Result()));
        return 0;
    }
}
