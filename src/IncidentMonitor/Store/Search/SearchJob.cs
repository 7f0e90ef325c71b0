using IncidentMonitor.Store.Sql;
using Quartz;

namespace IncidentMonitor.Store.Search;

/// <summary>Sends what waits for the index.</summary>
[DisallowConcurrentExecution]
internal sealed class SearchJob(Projector projector) : IJob
{
    /// <summary>Together with the index's refresh of 1 s, incidents can be found within 2 s.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await projector.DrainAsync(cancellationToken);
}

/// <summary>Retention and the alias, once an hour.</summary>
[DisallowConcurrentExecution]
internal sealed class SearchCareJob(Projector projector) : IJob
{
    public static readonly TimeSpan Tick = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await projector.TendAsync(cancellationToken);
}

/// <summary>Without a configured index nothing is noted for one, whatever an earlier start had.</summary>
internal sealed class SearchSwitchedOff(IncidentStore store) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store.HasTargets())
        {
            await store.WriteAsync(unit => unit.ForgetAllTargets(), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
