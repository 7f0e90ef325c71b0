using System.CommandLine;
using IncidentMonitor.Commands;

var root = new RootCommand("«Инцидент Менеджмент»: posts of residents become incidents with a place, a deadline and an agency.");
root.Options.Add(Globals.Data);
root.Options.Add(Globals.Config);
root.Options.Add(Globals.Verbose);
root.Subcommands.Add(TrainCommand.Build());
root.Subcommands.Add(EvaluateCommand.Build());
root.Subcommands.Add(ClassifyCommand.Build());

var parsed = root.Parse(args);
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (UserError error)
{
    await Console.Error.WriteLineAsync(parsed.GetValue(Globals.Verbose) ? error.ToString() : error.Message);
    return error.ExitCode;
}
