using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Collect;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Locate;
using IncidentMonitor.Notify;
using IncidentMonitor.Notify.Email;
using IncidentMonitor.Notify.Folder;
using IncidentMonitor.Regroup;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;
using Quartz;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IncidentMonitor;

/// <summary>Wires what the configuration says into a host. The only place that knows all parts.</summary>
internal static class Service
{
    /// <summary>How often a collector's job looks whether a feed is due; the feeds' own intervals decide what is read.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    /// <summary>The parts without web and scheduler, for commands that do one thing and end.</summary>
    public static ServiceProvider BuildParts(Configured configured, string dataFolder, TimeProvider clock, bool verbose)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSerilog(OpenLog(configured, verbose), dispose: true));
        AddParts(services, configured, dataFolder, clock);
        return services.BuildServiceProvider();
    }

    /// <summary>The whole service: crawlers and mail on Quartz, the console on Kestrel.</summary>
    public static WebApplication BuildHost(Configured configured, string dataFolder, TimeProvider clock, bool verbose)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(OpenLog(configured, verbose), dispose: true);
        builder.WebHost.UseUrls(configured.Settings.Console.Address.ToString());
        AddParts(builder.Services, configured, dataFolder, clock);
        builder.Services.AddConsole();
        AddJobs(builder.Services, configured);
        var app = builder.Build();
        app.MapConsole();
        return app;
    }

    private static void AddParts(IServiceCollection services, Configured configured, string dataFolder, TimeProvider clock)
    {
        var settings = configured.Settings;
        services.AddSingleton(clock);
        services.AddSingleton(settings);
        services.AddSingleton(configured.Tree);
        services.AddSingleton(configured.Agencies);
        services.AddSingleton(configured.Terms);
        services.AddSingleton(configured.Roster);
        services.AddSingleton(_ => Classifier.Load(Globals.Model, configured.Tree));
        services.AddSingleton(_ => PlaceLocator.Load(Path.Combine(configured.Folder, "places"), settings.Region.Name));
        services.AddSingleton(SqliteDatabase.Open(dataFolder));
        services.AddSingleton<IncidentStore>();
        services.AddSingleton<IncidentQueries>();
        services.AddSingleton<WaveQueries>();
        services.AddSingleton<IncidentFlow>();
        services.AddSingleton<INotifier>(settings.Smtp.Host is { Length: > 0 } ? new SmtpNotifier(settings.Smtp) : new FolderNotifier(Path.Combine(dataFolder, "digests")));
        services.AddSingleton(settings.Digest);
        services.AddSingleton(settings.Region.Zone);
        services.AddSingleton<DeadlineWatch>();
        services.AddSingleton<QueueReview>();
        services.AddSingleton<Regrouper>();
        services.AddSingleton<DigestComposer>();
        services.AddSingleton<Mailer>();
        services.AddSearch(configured);
        services.AddSingleton<CollectorSet>();
        services.AddSingleton(provider => new Crawler(
            provider.GetRequiredService<CollectorSet>().Collectors,
            configured.Roster.On,
            provider.GetRequiredService<IncidentStore>(),
            provider.GetRequiredService<IncidentFlow>(),
            settings.Collect.BackFill,
            clock,
            provider.GetRequiredService<ILogger<Crawler>>()));
    }

    private static void AddJobs(IServiceCollection services, Configured configured)
    {
        services.AddQuartz(quartz =>
        {
            // State is the record's, so Quartz keeps its triggers in memory: after a crash they are simply made again.
            for (var index = 0; index < CollectorSet.Count; index++)
            {
                var collector = index;
                quartz.ScheduleJob<CollectJob>(
                    trigger => trigger.WithIdentity($"collect-{collector}").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(Tick).RepeatForever()),
                    job => job.WithIdentity($"collect-{collector}").UsingJobData(CollectJob.CollectorKey, collector));
            }

            quartz.ScheduleJob<DeadlineJob>(
                trigger => trigger.WithIdentity("deadlines").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(Tick).RepeatForever()),
                job => job.WithIdentity("deadlines"));
            quartz.ScheduleJob<MailJob>(
                trigger => trigger.WithIdentity("mail").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(Tick).RepeatForever()),
                job => job.WithIdentity("mail"));
            quartz.ScheduleJob<Group.WaveJob>(
                trigger => trigger.WithIdentity("waves").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()),
                job => job.WithIdentity("waves"));
            quartz.AddSearch(configured);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    /// <summary>stdout belongs to data, so the log goes to stderr.</summary>
    private static Logger OpenLog(Configured configured, bool verbose)
    {
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(configured.Raw)
            .WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}");
        return (verbose ? logger.MinimumLevel.Debug() : logger).CreateLogger();
    }
}
