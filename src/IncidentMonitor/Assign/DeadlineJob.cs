using Quartz;

namespace IncidentMonitor.Assign;

/// <summary>Looks for terms that have come near or to their end.</summary>
[DisallowConcurrentExecution]
internal sealed class DeadlineJob(DeadlineWatch watch) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await watch.TellAsync(cancellationToken);
}
