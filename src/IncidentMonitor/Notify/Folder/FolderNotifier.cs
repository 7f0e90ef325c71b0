using System.Net.Mail;

namespace IncidentMonitor.Notify.Folder;

/// <summary>Writes mails as <c>.eml</c> files: the default where no mail server is named, and what <c>digest --dry-run</c> uses.</summary>
public sealed class FolderNotifier(string folder) : INotifier
{
    public Task<string?> DeliverAsync(string id, MailMessage mail, CancellationToken cancellationToken)
    {
        // SmtpClient knows how to write MIME, but picks random names; written aside and renamed, a second delivery replaces the first.
        var aside = Path.Combine(folder, $".{id}");
        try
        {
            Directory.CreateDirectory(aside);
            foreach (var leftover in Directory.GetFiles(aside))
            {
                File.Delete(leftover);
            }

            using (var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = Path.GetFullPath(aside) })
            {
                client.Send(mail);
            }

            File.Move(Directory.GetFiles(aside, "*.eml").Single(), Path.Combine(folder, $"{id}.eml"), overwrite: true);
            Directory.Delete(aside, recursive: true);
            return Task.FromResult<string?>(null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SmtpException)
        {
            return Task.FromResult<string?>($"{folder}: {error.Message}");
        }
    }
}
