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

        settings.Search.Check(File, problems);
        CheckIntake(settings, what => problems.Add(File, what));
        CheckCrawlers(settings, what => problems.Add(File, what));
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

    private static void CheckIntake(Settings settings, Action<string> add)
    {
        var intake = settings.Intake;
        if (intake.Address is { } door)
        {
            var isHttp = door is { IsAbsoluteUri: true, Scheme: "http", PathAndQuery: "/" };
            if (!isHttp || !(IPAddress.TryParse(door.DnsSafeHost, out _) || door.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)))
            {
                add($"Intake:Address {door} is not http://, an IP address (or localhost) and a port, for example http://0.0.0.0:8081. For TLS put a proxy before it.");
            }
            else if (door.Port != 0 && settings.Console.Address.IsAbsoluteUri && door.Port == settings.Console.Address.Port)
            {
                add($"Intake:Address {door} has the console's port. The intake needs a door of its own, for the console must not be reached through it.");
            }
        }

        Range("Intake:PerMinute", intake.PerMinute, 1, 100_000, add);
        Range("Intake:PerDay", intake.PerDay, 1, 10_000_000, add);
        if (settings.Telegram.WebhookSecret is { Length: > 0 } secret && (secret.Length is < 16 or > 256 || secret.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_')))
        {
            add("Telegram:WebhookSecret must be 16 to 256 characters of A-Z a-z 0-9 _ and -, as Telegram demands; make one with `openssl rand -hex 32`.");
        }

        foreach (var (group, community) in settings.Vk.Communities)
        {
            if (!long.TryParse(group, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                add($"Vk:Communities:{group} is no group id. Write its number without a minus.");
            }

            if (community.Secret is { Length: > 0 and < 16 })
            {
                add($"Vk:Communities:{group}:Secret is shorter than 16 characters. It is all that tells VK from a stranger; make one with `openssl rand -hex 24`.");
            }

            if (string.IsNullOrEmpty(community.Secret) != string.IsNullOrEmpty(community.Confirmation))
            {
                add($"Vk:Communities:{group}: Secret and Confirmation go together. Both stand in the community's settings, API, Callback API.");
            }
        }
    }

    private static void CheckCrawlers(Settings settings, Action<string> add)
    {
        var (http, vk, telegram, news) = (settings.Http, settings.Vk, settings.Telegram, settings.News);
        Range("Http:MaxBytes", http.MaxBytes, 64 * 1024, 256 * 1024 * 1024, add);
        Range("Http:MaxRedirects", http.MaxRedirects, 0, 20, add);
        Range("Http:Retries", http.Retries, 0, 10, add);
        Range("Http:Timeout", http.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), add);
        Range("Http:RetryDelay", http.RetryDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5), add);
        Range("Http:HostGap", http.HostGap, TimeSpan.Zero, TimeSpan.FromMinutes(5), add);
        if (string.IsNullOrWhiteSpace(http.UserAgent) || http.UserAgent.Any(char.IsControl))
        {
            add("Http:UserAgent is empty or holds a line break. Say who asks and where to complain, for example IncidentMonitor/1.0 (+https://cur.example).");
        }

        Range("Vk:RequestsPerSecond", vk.RequestsPerSecond, 0.01, 10_000, add);
        Range("Vk:MaxPages", vk.MaxPages, 1, 1000, add);
        Range("Vk:CommentsFor", vk.CommentsFor, TimeSpan.Zero, TimeSpan.FromDays(60), add);
        Range("Telegram:MaxPages", telegram.MaxPages, 1, 1000, add);
        Range("News:MaxArticlesPerRead", news.MaxArticlesPerRead, 0, 1000, add);
        Range("News:FullText", news.FullText, 0, 1_000_000, add);
        Range("News:RobotsFor", news.RobotsFor, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24), add);
        Range("Smtp:Port", settings.Smtp.Port, 1, 65535, add);
        foreach (var (key, address) in new[] { ("Vk:BaseUrl", vk.BaseUrl), ("Telegram:BotBaseUrl", telegram.BotBaseUrl), ("Telegram:PreviewBaseUrl", telegram.PreviewBaseUrl) })
        {
            if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            {
                add($"{key} \"{address}\" is no http(s) address.");
            }
        }
    }

    private static void Range<T>(string key, T value, T least, T most, Action<string> add)
        where T : IComparable<T>
    {
        // Written so that NaN, which compares to nothing, is outside.
        if (!(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0))
        {
            add(FormattableString.Invariant($"{key} {value} is outside {least} to {most}."));
        }
    }

    /// <summary>Only http on a loopback address passes.</summary>
    public static bool IsLoopback(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" }
        && (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip)));
}
