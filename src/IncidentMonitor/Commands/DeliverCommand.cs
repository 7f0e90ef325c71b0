using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Notify;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;

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
            var (unsent, lag) = parts.GetService<Projector>() is { } projector ? (await projector.DrainAsync(cancellationToken, evenIfResting: true), parts.GetRequiredService<IncidentStore>().ReadLag()) : (null, null);
            if (unsent is not null)
            {
                await Console.Error.WriteLineAsync($"The index did not get everything: {unsent}".AsMemory(), cancellationToken);
            }

            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(new { delivered, failed, lag?.Waiting, lag?.Parked }));
            return failed == 0 && unsent is null && lag?.Parked is null or 0 ? 0 : 1;
        });
        return command;
    }
}
