using IncidentMonitor.Store.Sql;
using Quartz;

namespace IncidentMonitor.Group;

/// <summary>Closes the waves that are over.</summary>
[DisallowConcurrentExecution]
internal sealed class WaveJob(IncidentStore store, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await store.WriteAsync(unit => WaveWatch.Close(unit, clock.GetUtcNow()), cancellationToken);
}
