using System.CommandLine;
using IncidentMonitor.Classify;

namespace IncidentMonitor.Commands;

/// <summary><c>corpus lint</c>: what in a corpus would teach a classifier wrongly.</summary>
internal static class CorpusCommand
{
    private static readonly Option<string> Tree = new("--tree") { Description = "Tree file.", Required = true };
    private static readonly Option<string[]> Data = new("--data") { Description = "Files with the column text, and rubric or topic; without both their texts are no incidents.", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Real = new("--real") { Description = "Files with real messages (column text) that the corpus must not repeat.", AllowMultipleArgumentsPerToken = true };

    public static Command Build()
    {
        var lint = new Command("lint", "Finds conflicts, copies, templates, telling names, thin rubrics, overlaps with real messages.") { Tree, Data, Real };
        lint.SetAction(Run);
        return new Command("corpus", "Works on labelled texts.") { lint };
    }

    private static int Run(ParseResult parsed)
    {
        var lint = new CorpusLint(RubricTree.Load(parsed.GetRequiredValue(Tree)));
        foreach (var path in parsed.GetRequiredValue(Data))
            lint.Add(path);
        foreach (var path in parsed.GetValue(Real) ?? [])
            lint.AddReal(path);

        var counts = new SortedDictionary<LintKind, int>();
        using (var output = JsonLines.OpenStdout())
        {
            foreach (var finding in lint.Run())
            {
                output.WriteLine(JsonLines.Write(finding));
                counts[finding.Kind] = counts.GetValueOrDefault(finding.Kind) + 1;
            }
        }

        Console.Error.WriteLine($"{lint.Count} texts");
        foreach (var (kind, count) in counts)
            Console.Error.WriteLine($"{count,6}  {kind}");
        return counts.ContainsKey(LintKind.Conflict) || counts.ContainsKey(LintKind.RealOverlap) ? 1 : 0;
    }
}
