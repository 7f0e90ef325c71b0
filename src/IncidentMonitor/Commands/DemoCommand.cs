using System.CommandLine;
using System.Globalization;
using IncidentMonitor.Assign;
using IncidentMonitor.Collect;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Notify;
using IncidentMonitor.Sandbox;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>demo</c>: the service against the bundled town, without network, keys or Docker.</summary>
internal static class DemoCommand
{
    /// <summary>Town time between two rounds of <c>--once</c>. Three hours catch the town's edits and deletions.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromHours(3);

    /// <summary>Town seconds per second of the live demo: a day in four minutes.</summary>
    private const double Speed = 360;

    /// <summary>Where the town's clock stood when the demo was stopped or killed; it goes on from there.</summary>
    private const string ClockKey = "demo.clock";

    private const string TownHost = "verhneozersk.example";

    public static Command Build()
    {
        var once = new Option<bool>("--once") { Description = "Process the whole town, print one JSON line about the record and exit." };
        var port = new Option<int>("--port") { Description = "Port of the console on 127.0.0.1.", DefaultValueFactory = _ => 8080 };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError("--port must be from 0 to 65535.");
            }
        });
        var command = new Command("demo", "The service against a bundled town: no network, no keys.") { once, port };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(once)
            ? RunOnceAsync(parsed, cancellationToken)
            : RunLiveAsync(parsed, parsed.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunOnceAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = parsed.GetRequiredValue(Globals.Data);
        var clock = TownClock.Stepped(SandboxTown.Start);
        await using var town = await SandboxHost.StartAsync(new SandboxOptions { Clock = clock }, cancellationToken);
        var configured = Configure(Globals.ConfigFolder(parsed), town, port: 0);
        await using var parts = Service.BuildParts(configured, data, clock, parsed.GetValue(Globals.Verbose));
        var store = parts.GetRequiredService<IncidentStore>();
        RefuseRealRecord(store, data);
        var queries = parts.GetRequiredService<IncidentQueries>();
        var before = queries.Summary().Incidents;
        clock.AdvanceTo(SavedClock(store) ?? SandboxTown.Start);
        while (true)
        {
            // The step is saved before it is worked through: a killed run begins it again and meets what it already stored.
            var now = clock.GetUtcNow();
            await store.WriteAsync(unit => unit.SetSetting(ClockKey, now.ToString("O", CultureInfo.InvariantCulture)), cancellationToken);
            await parts.GetRequiredService<Crawler>().CrawlAsync(only: null, cancellationToken);
            await store.WriteAsync(unit => Group.WaveWatch.Close(unit, now), cancellationToken);
            await parts.GetRequiredService<DeadlineWatch>().TellAsync(cancellationToken);
            await parts.GetRequiredService<DigestComposer>().ComposeAsync(cancellationToken);
            await parts.GetRequiredService<Mailer>().DeliverAsync(cancellationToken);
            if (now >= SandboxTown.End)
            {
                break;
            }

            clock.AdvanceTo(now + Step < SandboxTown.End ? now + Step : SandboxTown.End);
        }

        // A mail that was being sent when a run was killed is free again when its lease ends.
        clock.AdvanceTo(SandboxTown.End + Mailer.Lease);
        await parts.GetRequiredService<Mailer>().DeliverAsync(cancellationToken);
        var summary = queries.Summary();
        await using var stdout = JsonLines.OpenStdout();
        await stdout.WriteLineAsync(JsonLines.Write(summary with { Added = summary.Incidents - before }));
        return 0;
    }

    private static async Task<int> RunLiveAsync(ParseResult parsed, int port, CancellationToken cancellationToken)
    {
        var data = parsed.GetRequiredValue(Globals.Data);
        var saved = SavedClock(data);
        if (saved >= SandboxTown.End)
        {
            await Console.Error.WriteLineAsync($"The town's week in {data} is over: nothing new will come. Delete the folder, or name another with --data, to see it again.".AsMemory(), cancellationToken);
        }

        var clock = TownClock.Running(saved ?? LiveStart, Speed);
        await using var town = await SandboxHost.StartAsync(new SandboxOptions { Clock = clock }, cancellationToken);
        var configured = Configure(Globals.ConfigFolder(parsed), town, port);
        await using var app = Service.BuildHost(configured, data, clock, parsed.GetValue(Globals.Verbose));
        await RunCommand.StartAsync(app, configured.Settings.Console.Address, cancellationToken);
        await Console.Error.WriteLineAsync(
            $"The town of {SandboxTown.Name}: its week of January 2026 runs at a day in four minutes. Digests: {Path.Combine(data, "digests")}. Ctrl+C ends.".AsMemory(), cancellationToken);
        var store = app.Services.GetRequiredService<IncidentStore>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        using var saver = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await saver.WaitForNextTickAsync(stop.Token))
            {
                await store.WriteAsync(unit => unit.SetSetting(ClockKey, clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    /// <summary>The live demo begins on the morning of the heat outage, with two days behind it: the first screen is full at once.</summary>
    private static DateTimeOffset LiveStart => SandboxTown.Start.AddDays(2).AddHours(6);

    private static DateTimeOffset? SavedClock(IncidentStore store) => store.Read(connection =>
        Dapper.SqlMapper.ExecuteScalar<string?>(connection, "SELECT value FROM setting WHERE key = @ClockKey", new { ClockKey }) is { } saved
            ? DateTimeOffset.Parse(saved, CultureInfo.InvariantCulture)
            : (DateTimeOffset?)null);

    private static DateTimeOffset? SavedClock(string data)
    {
        using var store = new IncidentStore(SqliteDatabase.Open(data));
        RefuseRealRecord(store, data);
        return SavedClock(store);
    }

    /// <summary>True for a record that the demo filled.</summary>
    internal static bool IsTown(IncidentStore store) => SavedClock(store) is not null;

    /// <summary>Invented posts must not join a region's real record, nor go out to its offices.</summary>
    private static void RefuseRealRecord(IncidentStore store, string data)
    {
        if (!IsTown(store) && store.Read(connection => Dapper.SqlMapper.ExecuteScalar<bool>(connection, "SELECT EXISTS (SELECT 1 FROM post)")))
        {
            throw new UserError($"{data} holds a real record, into which the demo would mix its invented town. Name another folder with --data.", 2);
        }
    }

    private static Feed Map(SandboxFeed feed) => new()
    {
        Name = feed.Name,
        Kind = SourcesFile.Kinds[feed.Kind],
        Address = feed.Address,
        Municipality = feed.Municipality,
        Every = TimeSpan.FromMinutes(5),
    };

    /// <summary>The shipped configuration with the town's doors in place of the real ones.</summary>
    private static Configured Configure(string folder, SandboxHost town, int port)
    {
        // The town answers to a name of its own, so that its links and ids don't change with the port.
        var root = $"http://{TownHost}";
        var configured = Configured.Load(folder, new Dictionary<string, string?>
        {
            ["Region:Name"] = SandboxTown.Region,
            ["Region:TimeZone"] = "Asia/Yekaterinburg",
            ["Collect:BackFill"] = "7.00:00:00",
            ["Console:Address"] = $"http://127.0.0.1:{port}",
            ["Smtp:Host"] = "",
            // Invented incidents must not get among real ones.
            ["SEARCH_URL"] = Store.Search.SearchSettings.Off,
            ["Vk:BaseUrl"] = $"{root}/vk/method/",
            ["Vk:Token"] = "sandbox-vk",
            ["Vk:RequestsPerSecond"] = "1000",
            ["Telegram:BotBaseUrl"] = root,
            ["Telegram:BotToken"] = "sandbox-bot",
            ["Telegram:PreviewBaseUrl"] = root,
            ["Http:HostGap"] = "00:00:00",
            [$"Http:Resolve:{TownHost}"] = town.BaseAddress.Authority,
        });
        return configured with { Feeds = [.. SandboxFeeds.At(new Uri(root + "/")).Select(Map)] };
    }
}
