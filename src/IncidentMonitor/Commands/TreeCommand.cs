using System.CommandLine;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Commands;

/// <summary><c>tree diff</c>: what a new version of the rubric tree changes.</summary>
internal static class TreeCommand
{
    private static readonly Argument<string> Old = new("old") { Description = "Tree file in use." };
    private static readonly Argument<string> New = new("new") { Description = "Tree file to come." };

    public static Command Build()
    {
        var diff = new Command("diff", "Prints each change of each rubric; refuses an id that stands for something else.") { Old, New };
        diff.SetAction(Run);
        return new Command("tree", "Works on rubric trees.") { diff };
    }

    private static int Run(ParseResult parsed)
    {
        var changes = TreeDiff.Between(RubricTree.Load(parsed.GetRequiredValue(Old)), RubricTree.Load(parsed.GetRequiredValue(New)));
        using (var output = JsonLines.OpenStdout())
        {
            foreach (var change in changes)
                output.WriteLine(JsonLines.Write(change));
        }

        foreach (var kind in changes.GroupBy(c => c.Change))
            Console.Error.WriteLine($"{kind.Count(),5}  {kind.Key.ToString().ToLowerInvariant()}");
        var reused = changes.Where(c => c.Change == TreeChangeKind.Reused).Select(c => c.Id).ToArray();
        if (reused.Length > 0)
            throw new UserError($"{parsed.GetValue(New)}: ids stand for something else than before ({string.Join(", ", reused)}); ids are never given twice, take new ones");
        return 0;
    }
}
