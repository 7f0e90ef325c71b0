using System.CommandLine;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Commands;

/// <summary><c>model</c>: a new model comes into use only if it is not worse, and the old one can come back.</summary>
internal static class ModelCommand
{
    private static readonly Argument<string> New = new("new") { Description = "The new model, its manifest.json beside it." };
    private static readonly Option<string> Fold = new("--fold") { Description = "CSV or XLSX with labelled texts that neither model was trained on.", Required = true };
    private static readonly Option<string> Text = new("--text") { Description = "Column of the text.", DefaultValueFactory = _ => "text" };
    private static readonly Option<string> Label = new("--label") { Description = "Column of the rubric or topic.", DefaultValueFactory = _ => "rubric" };
    private static readonly Option<string?> Current = new("--model") { Description = "The model in use; default: the shipped one." };

    public static Command Build()
    {
        var adopt = new Command("adopt", "Takes a new model into use if its topics are right as often as those of the one in use.") { New, Fold, Text, Label, Current };
        adopt.SetAction(Adopt);
        var rollback = new Command("rollback", "Brings the previous model back.") { Current };
        rollback.SetAction(RollBack);
        return new Command("model", "The model in use.") { adopt, rollback };
    }

    private static int Adopt(ParseResult parsed)
    {
        var (fresh, path) = (parsed.GetRequiredValue(New), Path(parsed));
        // A model for another tree than the configured one would not classify into it.
        var tree = RubricTree.Load(System.IO.Path.Combine(Globals.ConfigFolder(parsed), "rubrics", "tree.csv"));
        var candidate = Classifier.Load(fresh, tree);
        var current = File.Exists(path) ? Classifier.Load(path) : null;
        var trial = ModelTrial.Run(current, candidate, parsed.GetRequiredValue(Fold), parsed.GetRequiredValue(Text), parsed.GetRequiredValue(Label));
        if (trial.IsNotWorse)
            new ModelShelf(path).Adopt(fresh);
        using (var output = JsonLines.OpenStdout())
            output.WriteLine(JsonLines.Write(new { Adopted = trial.IsNotWorse, trial.Current, trial.Candidate }));
        if (!trial.IsNotWorse)
            throw new UserError($"{fresh} was not adopted: its topic is right in {trial.Candidate.Accuracy:P1} of {trial.Candidate.N} texts, that of {path} in {trial.Current!.Accuracy:P1}");
        Console.Error.WriteLine($"{path} is now {fresh}; `model rollback` brings the old one back. A running service takes it at its next start.");
        return 0;
    }

    private static int RollBack(ParseResult parsed)
    {
        new ModelShelf(Path(parsed)).RollBack();
        Console.Error.WriteLine($"{Path(parsed)} is the previous model again. A running service takes it at its next start.");
        return 0;
    }

    private static string Path(ParseResult parsed) => parsed.GetValue(Current) ?? Globals.Model;
}
