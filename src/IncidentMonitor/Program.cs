using System.CommandLine;
using IncidentMonitor.Commands;

var root = new RootCommand("«Инцидент Менеджмент»: posts of residents become incidents with a place, a deadline and an agency.");
root.Options.Add(Globals.Data);
root.Options.Add(Globals.Config);
root.Options.Add(Globals.Verbose);
root.SetAction(RunCommand.RunAsync);

root.Subcommands.Add(RunCommand.Build());
root.Subcommands.Add(DemoCommand.Build());
root.Subcommands.Add(CheckConfigCommand.Build());
root.Subcommands.Add(CollectCommand.Build());
root.Subcommands.Add(LocateCommand.Build());
root.Subcommands.Add(RouteCommand.Build());
root.Subcommands.Add(ReplayCommand.Build());
root.Subcommands.Add(IncidentCommand.Build());
root.Subcommands.Add(DeliverCommand.Build());
root.Subcommands.Add(SetupSearchCommand.Build());
root.Subcommands.Add(ReindexCommand.Build());
root.Subcommands.Add(ExportCommand.Build());
root.Subcommands.Add(DigestCommand.Build());
root.Subcommands.Add(ParseCommand.Build());
root.Subcommands.Add(ClassifyCommand.Build());
root.Subcommands.Add(TrainCommand.Build());
root.Subcommands.Add(EvaluateCommand.Build());
root.Subcommands.Add(TreeCommand.Build());
root.Subcommands.Add(CorpusCommand.Build());
root.Subcommands.Add(FeedbackCommand.Build());
root.Subcommands.Add(SuggestCommand.Build());
root.Subcommands.Add(ModelCommand.Build());
root.Subcommands.Add(SavedObjectsCommand.Build());

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // The library says 1 and prints its help to stdout; the contract says 2, and stdout belongs to data.
    await Console.Error.WriteLineAsync(string.Join('\n', parsed.Errors.Select(error => error.Message)) + "\nSee --help.");
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
catch (UserError error)
{
    await Console.Error.WriteLineAsync(parsed.GetValue(Globals.Verbose) ? error.ToString() : error.Message);
    return error.ExitCode;
}
catch (OperationCanceledException)
{
    return 130; // Ctrl+C, as shells count it
}
catch (Exception error) when (!parsed.GetValue(Globals.Verbose))
{
    await Console.Error.WriteLineAsync($"{error.Message} (--verbose tells more)");
    return 1;
}
