using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Notify;

namespace IncidentMonitor.Commands;

/// <summary><c>deliver --once</c>: drains the outbox.</summary>
internal static class DeliverCommand
{
    public static Command Build()
    {
        var once = new Option<bool>("--once") { Description = "Compose and send what is due, then exit.", Required = true };
        var command = new Command("deliver", "Drains the outbox and exits.") { once };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            await using var parts = Service.BuildParts(configured, parsed.GetRequiredValue(Globals.Data), TimeProvider.System, parsed.GetValue(Globals.Verbose));
            await parts.GetRequiredService<DeadlineWatch>().TellAsync(cancellationToken);
            await parts.GetRequiredService<DigestComposer>().ComposeAsync(cancellationToken);
            var (delivered, failed) = await parts.GetRequiredService<Mailer>().DeliverAsync(cancellationToken);
            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(new { delivered, failed }));
            return failed == 0 ? 0 : 1;
        });
        return command;
    }
}
