using System.CommandLine;
using IncidentMonitor.Collect;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Commands;

/// <summary><c>collect --once</c>: reads what is due, once.</summary>
internal static class CollectCommand
{
    public static Command Build()
    {
        var once = new Option<bool>("--once") { Description = "Read every due feed once and exit.", Required = true };
        var feed = new Option<string?>("--feed") { Description = "Read only this feed, due or not." };
        var command = new Command("collect", "Crawls what is due, once.") { once, feed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            var only = parsed.GetValue(feed);
            if (only is not null && configured.Feeds.All(known => known.Name != only))
            {
                throw new UserError($"--feed {only}: no such feed in {SourcesFile.Name}. Known: {string.Join(", ", configured.Feeds.Select(known => known.Name))}.", 2);
            }

            if (only is not null && configured.Roster.On.All(known => known.Name != only))
            {
                throw new UserError($"--feed {only}: is off. {string.Join(" ", configured.Roster.Off)}", 2);
            }

            foreach (var line in configured.Roster.Off)
            {
                await Console.Error.WriteLineAsync(line.AsMemory(), cancellationToken);
            }

            await using var parts = Service.BuildParts(configured, parsed.GetRequiredValue(Globals.Data), TimeProvider.System, parsed.GetValue(Globals.Verbose));
            var (added, failed) = await parts.GetRequiredService<Crawler>().CrawlAsync(only, cancellationToken);
            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(new { added, failedFeeds = failed }));
            return failed == 0 ? 0 : 1;
        });
        return command;
    }
}
