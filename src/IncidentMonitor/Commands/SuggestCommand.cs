using System.CommandLine;
using IncidentMonitor.Classify;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>suggest</c>: posts of the record whose label would teach the classifier most.</summary>
internal static class SuggestCommand
{
    private static readonly Option<int> Top = new("--top") { Description = "How many to name.", DefaultValueFactory = _ => 20 };

    public static Command Build()
    {
        var command = new Command("suggest", "Lists posts whose label would teach the classifier most.") { Top };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var top = parsed.GetValue(Top);
        if (top < 1)
            throw new UserError("--top must be 1 or more", 2);
        using var store = FeedbackCommand.OpenRecord(parsed.GetRequiredValue(Globals.Data));
        using var output = JsonLines.OpenStdout();
        foreach (var suggestion in store.ReadUnchecked(posts => Suggestions.From(posts.Select(post => (post.Id, post.Text, post.Label)), top)))
            output.WriteLine(JsonLines.Write(suggestion));
        return 0;
    }
}
