using System.Net.Mail;
using System.Security.Authentication;

namespace IncidentMonitor.Notify.Email;

/// <summary>
/// Sends through a mail server that takes plain SMTP or STARTTLS (System.Net.Mail knows no implicit TLS on 465).
/// The mail's Message-ID is made of its id, so that a server or reader can tell a repeated delivery.
/// </summary>
public sealed class SmtpNotifier(SmtpSettings settings) : INotifier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<string?> DeliverAsync(string id, MailMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls };
        if (settings.User is { Length: > 0 } user)
        {
            client.Credentials = new System.Net.NetworkCredential(user, settings.Password);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(mail, patience.Token);
            return null;
        }
        catch (SmtpException error)
        {
            return $"{settings.Host}:{settings.Port}: {error.StatusCode}: {error.InnerException?.Message ?? error.Message}";
        }
        catch (Exception error) when (error is AuthenticationException or IOException or InvalidOperationException)
        {
            // A certificate that fails STARTTLS, a broken connection, a server without the extension.
            return $"{settings.Host}:{settings.Port}: {error.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{settings.Host}:{settings.Port}: no answer within {Patience.TotalSeconds:0} s";
        }
    }
}

/// <summary>The mail server; without a host mails are written into the data folder.</summary>
public sealed record SmtpSettings
{
    public string? Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; init; } = 25;

    public bool StartTls { get; init; }
    public string? User { get; init; }

    /// <summary>From the environment (INCIDENTMONITOR_SMTP__PASSWORD), never from a file in a repository.</summary>
    public string? Password { get; init; }
}
