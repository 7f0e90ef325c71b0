using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;
using Quartz;

namespace IncidentMonitor.Store.Search;

/// <summary>The index's parts. Without a configured address there are none but the search of the record itself.</summary>
internal static class SearchServices
{
    public static void AddSearch(this IServiceCollection services, Configured configured)
    {
        var search = configured.Settings.Search;
        services.AddSingleton(configured.Words);
        services.AddSingleton<SearchHealth>();
        services.AddSingleton(provider => new IncidentSearch(
            provider.GetRequiredService<IncidentQueries>(), provider.GetRequiredService<IncidentStore>(), configured.Words, provider.GetService<IndexCluster>(), search.RetentionYears,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IncidentSearch>>()));
        if (!search.IsOn)
        {
            services.AddHostedService<SearchSwitchedOff>();
            return;
        }

        services.AddSingleton(provider => new SearchClient(search, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new IndexCluster(provider.GetRequiredService<SearchClient>(), IndexShape.Create(configured.Words), search.Alias));
        services.AddSingleton<IndexFeed>();
        services.AddSingleton<IndexRebuild>();
        services.AddSingleton<Projector>();
        services.AddSingleton<SearchMetrics>();
    }

    public static void AddSearch(this IQuartzBuilder quartz, Configured configured)
    {
        if (!configured.Settings.Search.IsOn)
        {
            return;
        }

        quartz.ScheduleJob<SearchJob>(
            trigger => trigger.WithIdentity("search").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(SearchJob.Tick).RepeatForever()),
            job => job.WithIdentity("search"));
        quartz.ScheduleJob<SearchCareJob>(
            trigger => trigger.WithIdentity("search-care").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(SearchCareJob.Tick).RepeatForever()),
            job => job.WithIdentity("search-care"));
    }
}
