using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Notify.Email;
using IncidentMonitor.Store.Search;

namespace IncidentMonitor.Configuration;

/// <summary>
/// The service's settings: <c>config/appsettings.json</c>, each key overridable by <c>INCIDENTMONITOR_SECTION__KEY</c>.
/// Defaults stand here; ranges are checked by <see cref="SettingsCheck"/>.
/// </summary>
public sealed record Settings
{
    public RegionSettings Region { get; init; } = new();
    public CollectSettings Collect { get; init; } = new();
    public CrawlerSettings Http { get; init; } = new();
    public VkSettings Vk { get; init; } = new();
    public TelegramSettings Telegram { get; init; } = new();
    public NewsSettings News { get; init; } = new();
    public DigestSettings Digest { get; init; } = new();
    public ConsoleSettings Console { get; init; } = new();
    public SmtpSettings Smtp { get; init; } = new();
    public SearchSettings Search { get; init; } = new();
}

/// <summary>The region that the centre serves.</summary>
public sealed record RegionSettings
{
    /// <summary>Full name, as it stands on letters.</summary>
    public string Name { get; init; } = "";

    /// <summary>IANA name; days, working hours and digests go by it.</summary>
    public string TimeZone { get; init; } = "Europe/Moscow";

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

public sealed record CollectSettings
{
    /// <summary>
    /// How far back before a feed's first read posts raise alarms; also how far back collectors page then. Older ones that come along are
    /// stored without alarm. 0 to 365 days.
    /// </summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(1);
}

public sealed record DigestSettings
{
    /// <summary>Local hours at which agencies get their digest, 0 to 23. Urgent incidents don't wait for them.</summary>
    public IReadOnlyList<int> Hours { get; init; } = [];

    /// <summary>Sender's address.</summary>
    public string From { get; init; } = "incident-monitor@localhost";
}

public sealed record ConsoleSettings
{
    /// <summary>Where the console listens. Until there are accounts, only the loopback is allowed.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Where people reach the console (the proxy before it): links in mails begin so. Default: <see cref="Address"/>.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>The link to a page of the console; a path in the public address is kept.</summary>
    /// <param name="page">Without a leading slash.</param>
    public Uri LinkTo(string page) => new($"{(PublicAddress ?? Address).AbsoluteUri.TrimEnd('/')}/{page}");
}
