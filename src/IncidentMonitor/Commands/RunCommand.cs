using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>run</c> (default): crawlers, flow, console, digests until stopped.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var command = new Command("run", "Runs the service: crawlers, flow, console, digests.");
        command.SetAction(RunAsync);
        return command;
    }

    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configured = Configured.Load(Globals.ConfigFolder(parsed));
        foreach (var line in configured.Roster.Off)
        {
            await Console.Error.WriteLineAsync(line.AsMemory(), cancellationToken);
        }

        await using var app = Service.BuildHost(configured, parsed.GetRequiredValue(Globals.Data), TimeProvider.System, parsed.GetValue(Globals.Verbose));
        if (await app.Services.GetRequiredService<QueueReview>().ReviewAsync(cancellationToken) is > 0 and var assigned)
        {
            await Console.Error.WriteLineAsync($"{AgencyBook.Name} has changed: {assigned} waiting incidents found an office.".AsMemory(), cancellationToken);
        }

        if (DemoCommand.IsTown(app.Services.GetRequiredService<IncidentStore>()))
        {
            await Console.Error.WriteLineAsync($"{parsed.GetRequiredValue(Globals.Data)} holds the demo's invented town. Name another folder with --data for a region's work.".AsMemory(), cancellationToken);
        }

        await StartAsync(app, configured.Settings.Console.Address, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Starts the host and says where the console is; a taken port is a mistake with a cure, not a stack trace.</summary>
    public static async Task StartAsync(WebApplication app, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw new UserError($"{address}: the console cannot listen there ({error.InnerException?.Message ?? error.Message}). Stop what holds the port, or set INCIDENTMONITOR_CONSOLE__ADDRESS (demo: --port).");
        }

        await Console.Error.WriteLineAsync($"Console: {string.Join(", ", app.Urls)}".AsMemory(), cancellationToken);
    }
}
