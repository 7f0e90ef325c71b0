using System.CommandLine;
using IncidentMonitor.Classify;
using Spectre.Console;

namespace IncidentMonitor.Commands;

/// <summary><c>train</c>: a region's own model from its own history, or the shipped one from the corpus.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Tree = new("--tree") { Description = "Tree file: a CSV with at least id,name,group.", Required = true };
    private static readonly Option<string[]> Data = new("--data") { Description = "CSV or XLSX files with labelled texts.", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Text = new("--text") { Description = "Column of the text.", Required = true };
    private static readonly Option<string> Label = new("--label") { Description = "Column of the label: a rubric's id or name, or a topic's name.", Required = true };
    private static readonly Option<string?> Topic = new("--topic") { Description = "Column of the topic, for rows whose label says nothing." };
    private static readonly Option<string?> Group = new("--group") { Description = "Column of the group, for rows that know no more." };
    private static readonly Option<string?> Severity = new("--severity") { Description = "Column of the severity: low, medium, high, critical." };
    private static readonly Option<string[]> NotIncidents = new("--not-incidents") { Description = "CSV or XLSX files with texts that are no incidents.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Feedback = new("--feedback") { Description = "Data folder of a record: its operators' corrections are learned too." };
    private static readonly Option<string?> Base = new("--base") { Description = "A model for another tree that helps to learn; default: the shipped one, where its tree is another; none: the rows alone teach." };
    private static readonly Option<string> Out = new("--out") { Description = "Where the model goes; its manifest.json lands beside it.", Required = true };
    private static readonly Option<int> Seed = new("--seed") { Description = "Order of the rows while learning.", DefaultValueFactory = _ => 1 };

    public static Command Build()
    {
        var command = new Command("train", "Trains a classifier on labelled texts.") { Tree, Data, Text, Label, Topic, Group, Severity, NotIncidents, Feedback, Base, Out, Seed };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var tree = RubricTree.Load(parsed.GetValue(Tree)!);
        var set = new TrainingSet();
        var columns = new TrainingColumns
        {
            Text = parsed.GetValue(Text)!,
            Label = parsed.GetValue(Label)!,
            Topic = parsed.GetValue(Topic),
            Group = parsed.GetValue(Group),
            Severity = parsed.GetValue(Severity),
        };
        foreach (var path in parsed.GetValue(Data)!)
            set.Add(path, tree, columns);
        foreach (var path in parsed.GetValue(NotIncidents) ?? [])
            set.AddNotIncidents(path, columns.Text);
        if (parsed.GetValue(Feedback) is { } record)
            FeedbackCommand.AddTo(set, record, tree);
        Tell(set);

        var seed = parsed.GetValue(Seed);
        var tutor = ChooseTutor(parsed.GetValue(Base), tree);
        var path2 = parsed.GetValue(Out)!;
        var model = WithProgress(progress => ModelTrainer.Train(tree, set, seed, tutor, progress));
        ModelFile.Write(model, path2);
        ModelManifest.Write(path2, model, set, seed);
        Console.Error.WriteLine($"{path2}: {new FileInfo(path2).Length / 1e6:F1} MB, {tree.Rubrics.Count} rubrics, {tree.Topics.Count} topics, {tree.Groups.Count} groups");
        return 0;
    }

    private static Tutor? ChooseTutor(string? named, RubricTree tree)
    {
        if (named == "none" || (named is null && !File.Exists(Globals.Model)))
            return null;
        var path = named ?? Globals.Model;
        ModelManifest.Check(path);
        var model = ModelFile.Read(path);
        if (model.Tree.Hash == tree.Hash)
        {
            if (named is not null)
                throw new UserError($"--base {named} was trained for the same tree: it has nothing to teach that the rows don't; leave it out", 2);
            return null;
        }

        Console.Error.WriteLine($"{path} helps: its opinion of each text is learned from too");
        return new Tutor(model);
    }

    private static void Tell(TrainingSet set)
    {
        var incidents = set.Rows.Count(r => r.Node is not null);
        Console.Error.WriteLine($"{incidents} labelled texts, {set.Rows.Count - incidents} that are no incidents, {set.Skipped} rows skipped for want of a text or a known label");
        foreach (var (label, rows) in set.UnknownLabels.Take(10))
            Console.Error.WriteLine($"  unknown to the tree: «{label}» ({rows} rows)");
        if (incidents == 0)
            throw new UserError("There is nothing to learn from: no row has a text and a label that the tree knows; check --text, --label, --topic and --group");
    }

    /// <summary>A bar on a terminal; silence in a pipe.</summary>
    private static TrainedModel WithProgress(Func<Action<string, double>, TrainedModel> train)
    {
        if (Console.IsErrorRedirected)
            return train((_, _) => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        TrainedModel? model = null;
        console.Progress().Start(context =>
        {
            var bar = context.AddTask("training", maxValue: 1);
            model = train((step, done) =>
            {
                bar.Description = Markup.Escape(step);
                bar.Value = done;
            });
        });
        return model!;
    }
}
