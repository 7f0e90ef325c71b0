using Quartz;

namespace IncidentMonitor.Collect;

/// <summary>Quartz's hand on the crawler: one job per collector, so a slow service doesn't hold up the others.</summary>
[DisallowConcurrentExecution]
internal sealed class CollectJob(Crawler crawler) : IJob
{
    public const string CollectorKey = "collector";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var index = context.MergedJobDataMap.GetInt(CollectorKey);
        await crawler.CrawlAsync(crawler.Collectors[index], only: null, cancellationToken);
    }
}
