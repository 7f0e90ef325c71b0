using System.Globalization;
using System.Net.Mail;
using System.Text;
using Dapper;
using IncidentMonitor.Assign;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace IncidentMonitor.Notify;

/// <summary>Delivers composed mails. Their text is rendered at the moment of sending, so what an author took back meanwhile isn't in them.</summary>
public sealed class Mailer(
    IncidentStore store, IncidentQueries queries, AgencyBook agencies, INotifier notifier, Settings settings, TimeProvider clock, IServiceProvider services, ILoggerFactory logs)
{
    private static readonly TimeSpan[] Rest = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>Longer than any delivery takes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly ILogger _log = logs.CreateLogger<Mailer>();

    /// <returns>Delivered and failed mails.</returns>
    public async Task<(int Delivered, int Failed)> DeliverAsync(CancellationToken cancellationToken)
    {
        var waiting = store.Read(connection => connection.Query<(string Id, string Agency, long ComposedAt, bool IsUrgent, int Attempts)>(
            "SELECT id, agency_id, composed_at, is_urgent, attempts FROM digest WHERE delivered_at IS NULL AND next_at <= @now ORDER BY composed_at, agency_id",
            new { now = clock.GetUtcNow().ToRow() }).ToList());
        var (delivered, failed) = (0, 0);
        foreach (var (id, agency, composedAt, isUrgent, attempts) in waiting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await ClaimAsync(id, cancellationToken))
            {
                continue;
            }

            var error = agencies.Find(agency) is { } department
                ? await SendAsync(notifier, id, department, queries.OfDigest(id), Time.FromRow(composedAt), isUrgent, cancellationToken)
                : $"agency {agency} is no longer in {AgencyBook.Name}";
            var now = clock.GetUtcNow();
            if (error is null)
            {
                delivered++;
                await store.WriteAsync(unit => unit.Execute("UPDATE digest SET delivered_at = @now, attempts = attempts + 1, last_error = NULL WHERE id = @id", new { id, now = now.ToRow() }), cancellationToken);
                continue;
            }

            failed++;
            _log.LogWarning("Mail {Id} to {Agency} not delivered: {Error}", id, agency, error);
            var next = now + Rest[Math.Min(attempts, Rest.Length - 1)];
            await store.WriteAsync(unit => unit.Execute("UPDATE digest SET attempts = attempts + 1, next_at = @next, last_error = @error WHERE id = @id", new { id, next = next.ToRow(), error }), cancellationToken);
        }

        return (delivered, failed);
    }

    /// <summary>Takes a mail for a while, so that <c>deliver</c> beside <c>run</c> does not send it too; a crash frees it when the lease ends.</summary>
    private async Task<bool> ClaimAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await store.WriteAsync(unit => unit.Execute("UPDATE digest SET next_at = @lease WHERE id = @id AND delivered_at IS NULL AND next_at <= @now",
            new { id, now = now.ToRow(), lease = (now + Lease).ToRow() }) == 1, cancellationToken);
    }

    /// <summary>Writes what would go out at <paramref name="at"/> through another notifier; the record is not touched.</summary>
    /// <returns>Number of mails.</returns>
    /// <exception cref="UserError">A mail could not be written.</exception>
    public async Task<int> PreviewAsync(INotifier preview, DigestComposer composer, DateTimeOffset at, string? onlyAgency, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var due in composer.Preview(at).Where(due => onlyAgency is null || due.Agency == onlyAgency))
        {
            if (agencies.Find(due.Agency) is not { } department)
            {
                continue;
            }

            if (await SendAsync(preview, due.DigestId, department, queries.Waiting(due.Agency), at, due.IsUrgent, cancellationToken) is { } error)
            {
                throw new UserError(error);
            }

            count++;
        }

        return count;
    }

    private async Task<string?> SendAsync(
        INotifier by, string id, Department department, IReadOnlyList<IncidentLine> lines, DateTimeOffset composedAt, bool isUrgent, CancellationToken cancellationToken)
    {
        var local = TimeZoneInfo.ConvertTime(composedAt, settings.Region.Zone);
        using var mail = new MailMessage(settings.Digest.From, department.Email)
        {
            Subject = Subject(lines, local, isUrgent),
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = true,
            Body = await RenderAsync(new DigestModel(department, lines, local, settings.Region.Zone, settings.Console)),
        };
        mail.Headers.Add("Message-ID", $"<{id}@{mail.From!.Host}>");
        if (isUrgent)
        {
            if (department.DutyEmail is { } duty)
            {
                mail.To.Add(duty);
            }

            mail.Priority = MailPriority.High;
        }

        return await by.DeliverAsync(string.Create(CultureInfo.InvariantCulture, $"{local:yyyyMMdd-HHmm}-{department.Id}-{id}"), mail, cancellationToken);
    }

    private static string Subject(IReadOnlyList<IncidentLine> lines, DateTimeOffset local, bool isUrgent)
    {
        var late = lines.Count(line => line.Incident.Deadlines.Terms.Any(term => term.MetAt is null && term.DueAt <= local));
        var what = isUrgent ? $"СРОЧНО: {lines.Count(line => line.Incident.IsUrgent)} из {lines.Count}, инциденты на {local:dd.MM.yyyy HH:mm}" : $"Инциденты на {local:dd.MM.yyyy HH:mm}: {lines.Count}";
        return late > 0 ? $"{what}, просрочено: {late}" : what;
    }

    private async Task<string> RenderAsync(DigestModel model)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<DigestMail>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(DigestMail.Model)] = model }))).ToHtmlString());
    }
}

/// <summary>What a digest says.</summary>
/// <param name="At">When it was composed, local time.</param>
public sealed record DigestModel(Department Department, IReadOnlyList<IncidentLine> Lines, DateTimeOffset At, TimeZoneInfo Zone, ConsoleSettings Console);
