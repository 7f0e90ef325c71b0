using System.CommandLine;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Spectre.Console;

namespace IncidentMonitor.Commands;

/// <summary><c>reindex</c>: builds the index anew from the record while writes go on.</summary>
internal static class ReindexCommand
{
    /// <summary>A cluster that stays away longer ends the command; the old index is still in use then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Command Build()
    {
        var url = SearchOptions.Url();
        var command = new Command("reindex", "Builds the search index anew from the record, beside the one in use.") { url };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = SearchOptions.Load(parsed, parsed.GetValue(url));
            await using var parts = Service.BuildParts(configured, parsed.GetRequiredValue(Globals.Data), TimeProvider.System, parsed.GetValue(Globals.Verbose));
            try
            {
                return await RunAsync(parts, cancellationToken);
            }
            catch (SearchException error)
            {
                throw new UserError(error.Message);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServiceProvider parts, CancellationToken cancellationToken)
    {
        var (store, cluster) = (parts.GetRequiredService<IncidentStore>(), parts.GetRequiredService<IndexCluster>());
        var began = TimeProvider.System.GetTimestamp();
        var result = await WithBarAsync(parts.GetRequiredService<IndexRebuild>(), cancellationToken);
        var why = await parts.GetRequiredService<Projector>().DrainAsync(cancellationToken, evenIfResting: true);
        await cluster.RefreshAsync(result.Target, cancellationToken);
        var lag = store.ReadLag();
        await using var stdout = JsonLines.OpenStdout();
        await stdout.WriteLineAsync(JsonLines.Write(new
        {
            index = result.Target,
            incidents = new IncidentQueries(store).Count(),
            documents = await cluster.CountAsync(cancellationToken),
            lag.Waiting,
            lag.Parked,
            seconds = Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1),
        }));
        if (why is not null || lag.Parked > 0)
        {
            await Console.Error.WriteLineAsync($"Not all is in the index: {why ?? lag.ParkedBecause}".AsMemory(), cancellationToken);
            return 1;
        }

        return 0;
    }

    private static async Task<RebuildResult> WithBarAsync(IndexRebuild rebuild, CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected)
        {
            return await rebuild.RunAsync(null, Patience, cancellationToken);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask("Incidents");
            return await rebuild.RunAsync((done, total) => (bar.MaxValue, bar.Value) = (Math.Max(1, total), done), Patience, cancellationToken);
        });
    }
}
