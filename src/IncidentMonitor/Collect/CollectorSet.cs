using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;

namespace IncidentMonitor.Collect;

/// <summary>The explicit list of collectors: a new source is one line here.</summary>
public sealed class CollectorSet : IDisposable
{
    /// <summary>Length of <see cref="Collectors"/>, known before they are made.</summary>
    public const int Count = 5;

    private readonly CrawlerHttp _http;

    public CollectorSet(Settings settings, IncidentStore store, TimeProvider clock, ILoggerFactory logs)
    {
        _http = new CrawlerHttp(settings.Http, clock);
        var backFill = settings.Collect.BackFill;
        var vk = new VkCollector(settings.Vk with { BackFill = backFill }, settings.Region.Zone, _http, store, clock, logs.CreateLogger<VkCollector>());
        Rechecks = !VkToken.Of(settings.Vk).Any(token => token.May("wall.getById")) ? [new TelegramRecheck(settings.Telegram, _http)] : [vk.Recheck, new TelegramRecheck(settings.Telegram, _http)];
        Collectors =
        [
            vk,
            new VkCommunityCollector(settings.Vk, _http, clock, store.TextOf),
            new TelegramBotCollector(settings.Telegram with { BackFill = backFill }, _http, clock, new TokenLease(store, clock)),
            new TelegramPreviewCollector(settings.Telegram with { BackFill = backFill }, _http, clock),
            new NewsCollector(settings.News with { BackFill = backFill }, _http, clock),
        ];
    }

    public IReadOnlyList<ICollector> Collectors { get; }

    /// <summary>Services that let a stored post be looked at again.</summary>
    public IReadOnlyList<IRecheck> Rechecks { get; }

    /// <summary>The door to the network that all of them use.</summary>
    internal CrawlerHttp Http => _http;

    /// <summary>Which of the feeds can be read with the tokens at hand; each door that can't is one clear line.</summary>
    public static FeedRoster Muster(IReadOnlyList<Feed> feeds, Settings settings)
    {
        var off = new List<string>();
        var on = feeds.ToList();
        // A community's token reads no walls.
        TurnOff("ВКонтакте", VkToken.Of(settings.Vk).FirstOrDefault(token => token.May("wall.get"))?.Secret, "INCIDENTMONITOR_VK__TOKENS__0=service:… (или user:…)", FeedKind.VkWall, FeedKind.VkSearch);
        // What is pushed is not polled.
        var pushed = on.Where(feed => feed.Kind == FeedKind.VkCommunity
            ? string.IsNullOrEmpty(CommunityOf(feed)?.Token) && !string.IsNullOrEmpty(CommunityOf(feed)?.Secret)
            : feed.Kind == FeedKind.TelegramBot && !string.IsNullOrEmpty(settings.Telegram.WebhookSecret)).ToList();
        on.RemoveAll(pushed.Contains);
        foreach (var feed in on.Where(feed => feed.Kind == FeedKind.VkCommunity && string.IsNullOrEmpty(CommunityOf(feed)?.Token)).ToList())
        {
            var group = feed.Address.Trim().TrimStart('-');
            on.Remove(feed);
            off.Add($"ВКонтакте: сообщество «{feed.Name}» не читается, нет ни ключа, ни секрета. Задайте INCIDENTMONITOR_VK__COMMUNITIES__{group}__TOKEN или __SECRET и __CONFIRMATION.");
        }

        TurnOff("Telegram-бот", settings.Telegram.BotToken, "INCIDENTMONITOR_TELEGRAM__BOTTOKEN", FeedKind.TelegramBot);
        return new FeedRoster(on, off) { Pushed = pushed };

        VkCommunity? CommunityOf(Feed feed) => settings.Vk.Communities.GetValueOrDefault(feed.Address.Trim().TrimStart('-'));

        void TurnOff(string name, string? token, string key, params FeedKind[] kinds)
        {
            var count = on.Count(feed => kinds.Contains(feed.Kind));
            if (string.IsNullOrWhiteSpace(token) && count > 0)
            {
                on.RemoveAll(feed => kinds.Contains(feed.Kind));
                off.Add($"{name}: источники не читаются ({count}), нет токена. Задайте {key}.");
            }
        }
    }

    public void Dispose()
    {
        foreach (var collector in Collectors.OfType<IDisposable>())
        {
            collector.Dispose();
        }

        _http.Dispose();
    }
}
