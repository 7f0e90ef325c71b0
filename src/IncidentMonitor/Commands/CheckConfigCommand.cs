using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Commands;

/// <summary><c>check-config</c>: every mistake in the configuration at once.</summary>
internal static class CheckConfigCommand
{
    public static Command Build()
    {
        var command = new Command("check-config", "Names every mistake in the configuration; exit 0 or 2.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            foreach (var line in configured.Roster.Off)
            {
                await Console.Error.WriteLineAsync(line.AsMemory(), cancellationToken);
            }

            foreach (var kind in configured.Agencies.KindsOfNobody(configured.Tree))
            {
                await Console.Error.WriteLineAsync($"{AgencyBook.Name}: nobody answers for {kind}: its incidents wait in the queue of the unassigned.".AsMemory(), cancellationToken);
            }

            await Console.Error.WriteLineAsync(
                $"Configuration is sound: {configured.Roster.On.Count} of {configured.Feeds.Count} feeds on, {configured.Tree.Rubrics.Count} rubrics, {configured.Agencies.Departments.Count} departments.".AsMemory(),
                cancellationToken);
            return 0;
        });
        return command;
    }
}
