using System.Collections.Concurrent;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>robots.txt of each site, asked once a day.</summary>
internal sealed class RobotsCache(CrawlerHttp http, TimeSpan lifetime, TimeProvider clock)
{
    /// <summary>A site that could not be asked is asked again soon: until then all of it is closed.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (RobotsTxt Robots, DateTimeOffset Until)> sites = new();

    public async Task<RobotsTxt> OfAsync(Uri address, CancellationToken cancellationToken)
    {
        var site = address.GetLeftPart(UriPartial.Authority);
        if (sites.TryGetValue(site, out var cached) && cached.Until > clock.GetUtcNow())
            return cached.Robots;
        var (robots, answered) = await FetchAsync(new Uri(site + "/robots.txt"), cancellationToken);
        sites[site] = (robots, clock.GetUtcNow() + (answered ? lifetime : AfterFailure));
        return robots;
    }

    private async Task<(RobotsTxt Robots, bool Answered)> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.SendAsync(new(address), cancellationToken);
            return (int)answer.Status switch
            {
                >= 200 and < 300 => (RobotsTxt.Parse(answer.Body, http.ProductName), true),
                // 429 is a 4xx by number only: the site asks for silence.
                429 or >= 500 => (RobotsTxt.DisallowAll, false),
                _ => (RobotsTxt.AllowAll, true),
            };
        }
        catch (NoAnswerException)
        {
            return (RobotsTxt.DisallowAll, false);
        }
    }
}
