using System.Net;
using System.Net.Mail;

namespace IncidentMonitor.Configuration;

/// <summary>The ranges of the settings, each next to the words that tell a person the cure.</summary>
internal static class SettingsCheck
{
    public static void Check(Settings settings, Problems problems)
    {
        const string File = SettingsFile.Name;
        if (string.IsNullOrWhiteSpace(settings.Region.Name))
        {
            problems.Add(File, "Region:Name is empty. Name the region, for example «Приозёрная область».");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.Region.TimeZone, out _))
        {
            problems.Add(File, $"Region:TimeZone \"{settings.Region.TimeZone}\" is unknown. Use an IANA name, for example Asia/Yekaterinburg.");
        }

        if (settings.Collect.BackFill < TimeSpan.Zero || settings.Collect.BackFill > TimeSpan.FromDays(365))
        {
            problems.Add(File, $"Collect:BackFill {settings.Collect.BackFill} is outside 0 to 365 days. Write it as days.hours:minutes:seconds, for example 1.00:00:00.");
        }

        if (settings.Digest.Hours.Count == 0 || settings.Digest.Hours.Any(hour => hour is < 0 or > 23))
        {
            problems.Add(File, "Digest:Hours must hold local hours from 0 to 23, for example [8, 14].");
        }

        if (!MailAddress.TryCreate(settings.Digest.From, out _))
        {
            problems.Add(File, $"Digest:From \"{settings.Digest.From}\" is no mail address.");
        }

        if (settings.Console.PublicAddress is { } shown && !(shown.IsAbsoluteUri && shown.Scheme is "http" or "https"))
        {
            problems.Add(File, $"Console:PublicAddress \"{shown}\" is no http(s) address, for example https://incidents.example.ru.");
        }

        settings.Search.Check(File, problems);
        if (!IsLoopback(settings.Console.Address))
        {
            problems.Add(File, $"Console:Address {settings.Console.Address} is not on the loopback. The console has no accounts yet, so it listens on 127.0.0.1, ::1 or localhost only; put a proxy with a login before it.");
        }

        if (settings.Console.PublicAddress is { } address && !IsPublic(address))
        {
            problems.Add(File, $"Console:PublicAddress \"{address}\" is no http(s) address without query, fragment and user name. Write it as people type it, for example https://cur.example.");
        }
    }

    private static bool IsPublic(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" };

    /// <summary>Only http on a loopback address passes.</summary>
    public static bool IsLoopback(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" }
        && (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip)));
}
