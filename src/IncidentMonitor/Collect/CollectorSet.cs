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
    public const int Count = 4;

    private readonly CrawlerHttp _http;

    public CollectorSet(Settings settings, IncidentStore store, TimeProvider clock, ILoggerFactory logs)
    {
        _http = new CrawlerHttp(settings.Http, clock);
        var backFill = settings.Collect.BackFill;
        Collectors =
        [
            new VkCollector(settings.Vk with { BackFill = backFill }, settings.Region.Zone, _http, store, clock, logs.CreateLogger<VkCollector>()),
            new TelegramBotCollector(settings.Telegram with { BackFill = backFill }, _http, clock),
            new TelegramPreviewCollector(settings.Telegram with { BackFill = backFill }, _http, clock),
            new NewsCollector(settings.News with { BackFill = backFill }, _http, clock),
        ];
    }

    public IReadOnlyList<ICollector> Collectors { get; }

    /// <summary>Which of the feeds can be read with the tokens at hand; each door that can't is one clear line.</summary>
    public static FeedRoster Muster(IReadOnlyList<Feed> feeds, Settings settings)
    {
        var off = new List<string>();
        var on = feeds.ToList();
        // A community's token reads no walls.
        TurnOff("ВКонтакте", VkToken.Of(settings.Vk).FirstOrDefault(token => token.May("wall.get"))?.Secret, "INCIDENTMONITOR_VK__TOKENS__0=service:… (или user:…)", FeedKind.VkWall, FeedKind.VkSearch);
        TurnOff("Telegram-бот", settings.Telegram.BotToken, "INCIDENTMONITOR_TELEGRAM__BOTTOKEN", FeedKind.TelegramBot);
        return new FeedRoster(on, off);

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
