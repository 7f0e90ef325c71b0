using System.CommandLine;
using IncidentMonitor.Assign;
using IncidentMonitor.Configuration;
using IncidentMonitor.Notify;
using IncidentMonitor.Notify.Folder;

namespace IncidentMonitor.Commands;

/// <summary><c>digest --dry-run</c>: the mails that would go out, as files; the record is not touched.</summary>
internal static class DigestCommand
{
    public static Command Build()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Write .eml files, send nothing, change nothing.", Required = true };
        var agency = new Option<string?>("--agency") { Description = "Only this department's id." };
        var at = new Option<string?>("--at") { Description = "As if it were this time (ISO 8601; without an offset: the region's time); default: now." };
        var command = new Command("digest", "Shows the digests that would go out.") { dryRun, agency, at };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            if (parsed.GetValue(agency) is { } id && configured.Agencies.Find(id) is null)
            {
                throw new UserError($"--agency {id}: no such department in {AgencyBook.Name}.", 2);
            }

            var time = parsed.GetValue(at) is { } text ? TimeText.Parse("--at", text, () => configured.Settings.Region.Zone) : TimeProvider.System.GetUtcNow();
            var data = parsed.GetRequiredValue(Globals.Data);
            await using var parts = Service.BuildParts(configured, data, TimeProvider.System, parsed.GetValue(Globals.Verbose));
            var folder = Path.Combine(data, "digests-dry-run");
            Directory.CreateDirectory(folder);
            foreach (var old in Directory.GetFiles(folder, "*.eml"))
            {
                // What an earlier look wrote may hold words that their authors took back since.
                File.Delete(old);
            }

            var written = await parts.GetRequiredService<Mailer>().PreviewAsync(
                new FolderNotifier(folder), parts.GetRequiredService<DigestComposer>(), time, parsed.GetValue(agency), cancellationToken);
            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(new { written, folder }));
            return 0;
        });
        return command;
    }
}
