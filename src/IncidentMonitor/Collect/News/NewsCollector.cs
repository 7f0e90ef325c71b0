using System.Runtime.CompilerServices;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>News sites: the feed (or sitemap) by conditional GET, then the page of each new entry for its full text.</summary>
public sealed class NewsCollector : ICollector
{
    private const string FeedTypes = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
    private const string PageTypes = "text/html, application/xhtml+xml";

    private readonly NewsSettings settings;
    private readonly CrawlerHttp http;
    private readonly TimeProvider clock;
    private readonly RobotsCache robots;

    public NewsCollector(NewsSettings settings, CrawlerHttp http, TimeProvider clock)
    {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        robots = new(http, settings.RobotsFor, clock);
    }

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.News };

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var feed in due)
        {
            Collected result;
            try
            {
                result = await ReadAsync(feed, cancellationToken);
            }
            catch (NoAnswerException e)
            {
                result = Failed(feed, FaultReason.Unreachable, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One site's answer that trips a parser must not stop the other sites.
                result = Failed(feed, FaultReason.BadAnswer, $"{feed.Feed.Name}: {e.GetType().Name} while reading");
            }
            yield return result;
        }
    }

    private static Collected Failed(DueFeed due, FaultReason reason, string message) => new() { Feed = due.Feed, Fault = new(reason, message) };

    private async Task<Collected> ReadAsync(DueFeed due, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(due.Feed.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return Failed(due, FaultReason.BadAnswer, $"'{due.Feed.Address}' is no web address");
        var rules = await robots.OfAsync(address, cancellationToken);
        if (!rules.IsAllowed(address.AbsoluteUri))
            return Failed(due, rules == RobotsTxt.DisallowAll ? FaultReason.Unreachable : FaultReason.Gone, $"{address.Host}: robots.txt closes the feed to us or cannot be had");
        var cursor = NewsCursor.Of(due.Cursor);
        var answer = await http.SendAsync(new(address) { ETag = cursor.ETag, LastModified = cursor.LastModified, Accept = FeedTypes, Rest = rules.CrawlDelay }, cancellationToken);
        if (answer.Fault(address.Host) is { } fault)
            return new() { Feed = due.Feed, Fault = fault };
        if ((int)answer.Status == 304)
            return await UnchangedAsync(due, cursor, cancellationToken);
        var page = Parse(answer);
        if (!page.IsReadable)
            return Failed(due, FaultReason.BadAnswer, $"{address.Host}: the answer is no feed and no sitemap");
        return await EntriesAsync(due, page, answer, cursor, cancellationToken);
    }

    private static ParsedPage Parse(HttpAnswer answer)
    {
        var page = FeedParser.Parse(answer.Body, answer.Charset, answer.Address);
        if (page.IsReadable || Sitemap.Parse(answer.Body, answer.Charset, answer.Address) is not { } map || !map.Any(e => !e.IsSitemap))
            return page;
        var posts = map.Where(e => !e.IsSitemap).OrderByDescending(e => e.Time).Take(500).Select(e => new RawPost
        {
            Source = SourceKind.News,
            OwnerId = answer.Address.AbsoluteUri,
            Id = e.Url,
            Url = e.Url,
            Title = e.Title,
            PublishedAt = e.Time,
            Text = "",
        });
        return new([.. posts], []);
    }

    private async Task<Collected> EntriesAsync(DueFeed due, ParsedPage page, HttpAnswer answer, NewsCursor cursor, CancellationToken cancellationToken)
    {
        var posts = new List<RawPost>();
        var odd = page.Odd.ToList();
        var shown = new Dictionary<string, string>();
        int fetched = 0, waiting = 0;
        foreach (var entry in page.Posts)
        {
            if (entry.Url is null && entry.Text.Length == 0 && entry.Title is null)
            {
                odd.Add(new("an entry without link, title and text", []));
                continue;
            }
            var (key, state) = (NewsCursor.KeyOf(entry), NewsCursor.StateOf(entry));
            if (shown.ContainsKey(key) || cursor.Seen.TryGetValue(key, out var before) && before == state)
            {
                shown.TryAdd(key, state);
                continue;
            }
            var wantsPage = WantsPage(entry, due.Cursor is null);
            if (wantsPage && fetched >= settings.MaxArticlesPerRead)
            {
                waiting++;
                continue;
            }
            fetched += wantsPage ? 1 : 0;
            var read = wantsPage ? await PageOfAsync(entry, cancellationToken) : new(entry);
            posts.Add(read.Post with { OwnerId = due.Feed.Address });
            shown[key] = state;
            cursor.Owed.Remove(key);
            if (read.IsOwed && cursor.Owed.Count < OwedPage.MaxOwed && OwedPage.After(entry, read.RetryAt, clock.GetUtcNow()) is { } owed)
                cursor.Owed[key] = owed;
        }
        await PayAsync(due.Feed, cursor, settings.MaxArticlesPerRead - fetched, posts, cancellationToken);
        // While entries wait, the next read must get the whole feed and no 304.
        var next = cursor.After(shown.Select(s => (s.Key, s.Value)), waiting > 0 ? null : answer.ETag, waiting > 0 ? null : answer.LastModified);
        return new() { Feed = due.Feed, Posts = posts, Odd = odd, Cursor = next.ToString() };
    }

    private bool WantsPage(RawPost entry, bool isFirstRead) =>
        entry.Url is not null && entry.Text.Length < settings.FullText
        && !(isFirstRead && entry.PublishedAt < clock.GetUtcNow() - settings.BackFill);

    /// <summary>Nothing new in the feed; pages that are still owed are tried.</summary>
    private async Task<Collected> UnchangedAsync(DueFeed due, NewsCursor cursor, CancellationToken cancellationToken)
    {
        var posts = new List<RawPost>();
        return await PayAsync(due.Feed, cursor, settings.MaxArticlesPerRead, posts, cancellationToken)
            ? new() { Feed = due.Feed, Posts = posts, Cursor = cursor.ToString() }
            : new() { Feed = due.Feed };
    }

    /// <summary>Fetches the owed pages whose time has come; a fuller text then edits the stored summary.</summary>
    /// <returns>True if any was tried.</returns>
    private async Task<bool> PayAsync(Feed feed, NewsCursor cursor, int budget, List<RawPost> posts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tried = cursor.Owed.Where(owed => owed.Value.NextAt <= now).OrderBy(owed => owed.Value.NextAt).Take(Math.Max(0, budget)).ToList();
        foreach (var (key, owed) in tried)
        {
            var page = await PageOfAsync(owed.Entry(feed.Address), cancellationToken);
            if (page.Post.Text.Length > owed.Length)
                posts.Add(page.Post with { OwnerId = feed.Address });
            if (page.IsOwed && owed.Again(page.RetryAt, now) is { } again)
                cursor.Owed[key] = again;
            else
                cursor.Owed.Remove(key);
        }
        return tried.Count > 0;
    }

    /// <summary>What came of an entry's page.</summary>
    /// <param name="Post">With the page's text; as it was when there was none.</param>
    /// <param name="IsOwed">There was no answer, or one that a later try may better.</param>
    private sealed record PageRead(RawPost Post, bool IsOwed = false, DateTimeOffset? RetryAt = null);

    /// <summary>The entry with its page's text; as it was when the page is closed to us, gone, or no page.</summary>
    private async Task<PageRead> PageOfAsync(RawPost entry, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(entry.Url, UriKind.Absolute, out var address))
            return new(entry);
        try
        {
            var rules = await robots.OfAsync(address, cancellationToken);
            if (!rules.IsAllowed(address.AbsoluteUri))
                return new(entry, IsOwed: rules == RobotsTxt.DisallowAll);
            var answer = await http.SendAsync(new(address) { Accept = PageTypes, Rest = rules.CrawlDelay }, cancellationToken);
            if (!answer.IsSuccess)
                return new(entry, answer.Fault(address.Host)?.Reason is FaultReason.Unreachable or FaultReason.RateLimited, answer.RetryAt);
            if (answer.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == false)
                return new(entry);
            if (Article.Parse(answer.Body, answer.Charset, answer.Address) is not { } article)
                return new(entry);
            return new(entry with
            {
                Text = article.Text.Length > entry.Text.Length ? article.Text : entry.Text,
                Title = entry.Title ?? article.Title,
                Author = entry.Author ?? article.Author,
                PublishedAt = entry.PublishedAt ?? article.PublishedAt,
            });
        }
        catch (NoAnswerException)
        {
            return new(entry, IsOwed: true);
        }
    }
}
