using Quartz;

namespace IncidentMonitor.Notify;

/// <summary>Composes what is due and delivers what waits.</summary>
[DisallowConcurrentExecution]
internal sealed class MailJob(DigestComposer composer, Mailer mailer) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await composer.ComposeAsync(cancellationToken);
        await mailer.DeliverAsync(cancellationToken);
    }
}
