using System.Net.Mail;

namespace IncidentMonitor.Notify;

/// <summary>A way for a mail to leave the process.</summary>
public interface INotifier
{
    /// <summary>
    /// Delivers one mail. Called again with the same <paramref name="id"/> after a crash or failure, so a second delivery must be recognisable as the first.
    /// </summary>
    /// <param name="id">Stable id of the mail; letters, digits and '-' only.</param>
    /// <returns>Null when delivered; else what failed, for a person. The caller retries.</returns>
    Task<string?> DeliverAsync(string id, MailMessage mail, CancellationToken cancellationToken);
}
