using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Regroup;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>incident</c>: what an operator does to incidents, until the console can.</summary>
internal static class IncidentCommand
{
    private static readonly Argument<string> Incident = new("incident") { Description = "Id or number." };
    private static readonly Argument<string> Other = new("other") { Description = "Id or number of the one whose posts go over." };
    private static readonly Argument<string[]> Posts = new("posts") { Description = "Ids of posts, as `export` prints them.", Arity = ArgumentArity.OneOrMore };
    private static readonly Argument<long> AuditId = new("line") { Description = "Number that merge, split and history print." };
    private static readonly Option<string> Who = new("--who") { Description = "Who does it.", Required = true };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why the terms stand still.", Required = true };
    private static readonly Option<bool> Interim = new("--interim") { Description = "The final answer is still to come." };

    public static Command Build()
    {
        var merge = Regroup("merge", "Joins two incidents; the first stays.", [Incident, Other], (parsed, regrouper, who, cancel) =>
            regrouper.MergeAsync(parsed.GetRequiredValue(Incident), parsed.GetRequiredValue(Other), who, cancel));
        var split = Regroup("split", "Takes posts out into an incident of their own.", [Incident, Posts], (parsed, regrouper, who, cancel) =>
            regrouper.SplitAsync(parsed.GetRequiredValue(Incident), [.. parsed.GetRequiredValue(Posts).Distinct()], who, cancel));
        var undo = Regroup("undo", "Takes a merge or split back.", [AuditId], (parsed, regrouper, who, cancel) =>
            regrouper.UndoAsync(parsed.GetRequiredValue(AuditId), who, cancel));
        var history = new Command("history", "Prints an incident's audit trail, with the numbers for undo.") { Incident };
        history.SetAction(HistoryAsync);
        return new Command("incident", "Joins, splits and leads incidents.")
        {
            merge, split, undo, history,
            OfTerms("react", "The office has taken it up.", [], (_, unit, id, who, parts) => unit.React(id, who, Hours(unit, id, parts), parts.GetRequiredService<TimeProvider>().GetUtcNow())),
            OfTerms("answer", "An answer was published.", [Interim], Answer),
            OfTerms("pause", "The terms stand still.", [Reason], (parsed, unit, id, who, parts) => unit.Pause(id, who, parsed.GetRequiredValue(Reason), parts.GetRequiredService<TimeProvider>().GetUtcNow())),
            OfTerms("resume", "The terms run on.", [], (_, unit, id, who, parts) => unit.Resume(id, who, Hours(unit, id, parts), parts.GetRequiredService<TimeProvider>().GetUtcNow())),
        };
    }

    private static void Answer(ParseResult parsed, StoreUnit unit, string id, string who, IServiceProvider parts)
    {
        var now = parts.GetRequiredService<TimeProvider>().GetUtcNow();
        var hours = Hours(unit, id, parts);
        var rubric = parts.GetRequiredService<Classify.RubricTree>().ById(unit.OfficeOf(id).RubricId);
        unit.Answer(id, who, parsed.GetValue(Interim) ? parts.GetRequiredService<TermBook>().Final(rubric, now, hours) : null, hours, now);
    }

    private static OfficeHours Hours(StoreUnit unit, string id, IServiceProvider parts) => parts.GetRequiredService<AgencyBook>().HoursOf(unit.OfficeOf(id).AgencyId);

    private static Command Regroup(string name, string description, Argument[] arguments, Func<ParseResult, Regrouper, string, CancellationToken, Task<Regrouped>> run)
    {
        var command = new Command(name, description) { Who };
        foreach (var argument in arguments)
        {
            command.Add(argument);
        }

        command.SetAction((parsed, cancellationToken) => WithPartsAsync(parsed, async parts =>
        {
            var done = await run(parsed, parts.GetRequiredService<Regrouper>(), WhoOf(parsed), cancellationToken);
            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(done));
        }));
        return command;
    }

    private static Command OfTerms(string name, string description, Option[] options, Action<ParseResult, StoreUnit, string, string, IServiceProvider> run)
    {
        var command = new Command(name, description) { Incident, Who };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => WithPartsAsync(parsed, parts => parts.GetRequiredService<IncidentStore>().WriteAsync(unit =>
        {
            var named = parsed.GetRequiredValue(Incident);
            var id = unit.FindState(named)?.Id ?? throw new UserError($"The record holds no incident {named}; name its id or number.");
            run(parsed, unit, id, WhoOf(parsed), parts);
        }, cancellationToken)));
        return command;
    }

    private static async Task<int> HistoryAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = FeedbackCommand.OpenRecord(parsed.GetRequiredValue(Globals.Data));
        var named = parsed.GetRequiredValue(Incident);
        var queries = new IncidentQueries(store);
        var lines = queries.History(queries.FindId(named) ?? throw new UserError($"The record holds no incident {named}; name its id or number."));
        await using var stdout = JsonLines.OpenStdout();
        foreach (var line in lines)
        {
            await stdout.WriteLineAsync(JsonLines.Write(line).AsMemory(), cancellationToken);
        }

        return 0;
    }

    private static string WhoOf(ParseResult parsed) => parsed.GetRequiredValue(Who).Trim() is { Length: > 0 } who ? who : throw new UserError("--who must name who does it", 2);

    private static async Task<int> WithPartsAsync(ParseResult parsed, Func<IServiceProvider, Task> run)
    {
        var data = parsed.GetRequiredValue(Globals.Data);
        if (!File.Exists(Path.Combine(data, "incidents.db")))
        {
            throw new UserError($"{data}: holds no record (incidents.db). Name the right folder with --data.");
        }

        await using var parts = Service.BuildParts(Configured.Load(Globals.ConfigFolder(parsed)), data, TimeProvider.System, parsed.GetValue(Globals.Verbose));
        await run(parts);
        return 0;
    }
}
