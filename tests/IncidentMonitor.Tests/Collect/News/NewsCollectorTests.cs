using System.Text;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Model;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NewsCollectorTests
{
    private static readonly string Story = string.Concat(Enumerable.Repeat("<p>На Лесной улице третий день нет воды, и жители, как они говорят, устали ждать.</p>", 8));
    private readonly SkippingClock clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private string robots = "";
    private int robotsStatus = 200;
    private int pageStatus = 200;
    private List<string> entries = [];
    private string? etag;

    [SetUp]
    public void Reset() => (robots, robotsStatus, entries, etag) = ("", 200, [Entry("1"), Entry("2")], "\"v1\"");

    [Test]
    public async Task EntriesGetTheTextOfTheirPages()
    {
        await using var stub = await StartAsync();
        var result = await ReadAsync(stub, null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Posts.Select(p => p.Title), Is.EqualTo(new[] { "Новость 1", "Новость 2" }));
            Assert.That(result.Posts[0].Text, Does.Contain("третий день"));
            Assert.That(result.Posts[0].OwnerId, Is.EqualTo(new Uri(stub.Address, "/feed").AbsoluteUri));
        }
    }

    [Test]
    public async Task UnchangedFeedIsNotReadAgain()
    {
        await using var stub = await StartAsync();
        var first = await ReadAsync(stub, null);
        var second = await ReadAsync(stub, first.Cursor);
        Assert.That(second.Fault, Is.Null);
        Assert.That(second.Posts, Is.Empty);
        Assert.That(second.Cursor, Is.Null, "304 leaves the stored cursor");
    }

    [Test]
    public async Task OnlyNewAndChangedEntriesComeAgain()
    {
        await using var stub = await StartAsync();
        var first = await ReadAsync(stub, null);
        (etag, entries) = ("\"v2\"", [Entry("1"), Entry("2", "Исправлено"), Entry("3")]);
        var second = await ReadAsync(stub, first.Cursor);
        Assert.That(second.Posts.Select(p => p.Title), Is.EqualTo(new[] { "Исправлено", "Новость 3" }));
    }

    [Test]
    public async Task OneStoryUnderTwoAddressesIsOne()
    {
        entries = [Entry("1"), Entry("1?utm_source=rss")];
        await using var stub = await StartAsync();
        Assert.That((await ReadAsync(stub, null)).Posts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task EntriesBeyondTheBoundWaitForTheNextRead()
    {
        entries = [.. Enumerable.Range(1, 5).Select(i => Entry($"{i}"))];
        await using var stub = await StartAsync();
        var first = await ReadAsync(stub, null, max: 3);
        var second = await ReadAsync(stub, first.Cursor, max: 3);
        Assert.That(first.Posts, Has.Count.EqualTo(3));
        Assert.That(second.Posts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task APageThatFailedIsTriedAgainThoughTheFeedIsUnchanged()
    {
        pageStatus = 503;
        await using var stub = await StartAsync();
        var first = await ReadAsync(stub, null);
        var soon = await ReadAsync(stub, first.Cursor);
        pageStatus = 200;
        clock.Advance(TimeSpan.FromMinutes(6));
        var later = await ReadAsync(stub, first.Cursor);
        var end = await ReadAsync(stub, later.Cursor);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Posts.Select(p => p.Text), Is.EqualTo(new[] { "Коротко", "Коротко" }), "the summary does not wait");
            Assert.That(soon.Cursor, Is.Null, "not before its time");
            Assert.That(later.Posts.Select(p => (p.RecordId, p.Title)), Is.EquivalentTo(first.Posts.Select(p => (p.RecordId, p.Title))), "the same posts");
            Assert.That(later.Posts[0].Text, Does.Contain("третий день"));
            Assert.That(end.Cursor, Is.Null, "nothing is owed any more");
        }
    }

    [Test]
    public async Task APageThatFailsForGoodIsGivenUp()
    {
        pageStatus = 500;
        await using var stub = await StartAsync();
        var cursor = (await ReadAsync(stub, null)).Cursor;
        var tries = 0;
        for (var day = 0; day < 10; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            var read = await ReadAsync(stub, cursor);
            tries += read.Cursor is null ? 0 : 1;
            cursor = read.Cursor ?? cursor;
            Assert.That(read.Posts, Is.Empty);
        }
        Assert.That(tries, Is.EqualTo(6));
    }

    [Test]
    public async Task APageThatIsGoneIsNotOwed()
    {
        pageStatus = 404;
        await using var stub = await StartAsync();
        Assert.That((await ReadAsync(stub, null)).Cursor, Does.Contain("\"Owed\":{}"));
    }

    [Test]
    public async Task PagesClosedByRobotsAreLeftAlone()
    {
        robots = "User-agent: IncidentMonitor\nDisallow: /a/2";
        await using var stub = await StartAsync();
        var result = await ReadAsync(stub, null);
        Assert.That(result.Posts[1].Text, Is.EqualTo("Коротко"));
        Assert.That(stub.Asked, Has.None.EqualTo("/a/2"));
    }

    [TestCase(404, true)]
    [TestCase(503, false)]
    public async Task MissingRobotsAllowsAndABrokenOneForbids(int status, bool allowed)
    {
        robotsStatus = status;
        await using var stub = await StartAsync();
        var result = await ReadAsync(stub, null);
        Assert.That(result.Fault?.Reason, Is.EqualTo(allowed ? null : FaultReason.Unreachable));
    }

    [TestCase(429, FaultReason.RateLimited)]
    [TestCase(410, FaultReason.Gone)]
    [TestCase(500, FaultReason.Unreachable)]
    [TestCase(200, FaultReason.BadAnswer)]
    public async Task FailuresAreFaults(int status, FaultReason reason)
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = c.Request.Path == "/feed" ? status : 404;
            return c.Response.WriteAsync("<html>no feed</html>");
        });
        Assert.That((await ReadAsync(stub, null)).Fault!.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Windows1251IsRead()
    {
        await using var stub = await Stub.StartAsync(async c =>
        {
            if (c.Request.Path != "/feed")
            {
                c.Response.StatusCode = 404;
                return;
            }
            c.Response.ContentType = "application/rss+xml; charset=cp1251";
            await c.Response.Body.WriteAsync(Encoding.GetEncoding(1251).GetBytes("<rss><channel><item><title>Прорвало трубу</title></item></channel></rss>"));
        });
        Assert.That((await ReadAsync(stub, null)).Posts.Single().Title, Is.EqualTo("Прорвало трубу"));
    }

    private Task<Stub> StartAsync() => Stub.StartAsync(async c =>
    {
        if (c.Request.Path == "/robots.txt")
        {
            c.Response.StatusCode = robotsStatus;
            await c.Response.WriteAsync(robots);
        }
        else if (c.Request.Path == "/feed")
        {
            if (etag is not null && c.Request.Headers.IfNoneMatch == etag)
            {
                c.Response.StatusCode = 304;
                return;
            }
            c.Response.Headers.ETag = etag;
            await c.Response.WriteAsync($"<rss><channel>{string.Concat(entries)}</channel></rss>");
        }
        else
        {
            c.Response.StatusCode = pageStatus;
            c.Response.ContentType = "text/html; charset=utf-8";
            await c.Response.WriteAsync($"<html><body><div class='article'>{Story}</div></body></html>");
        }
    });

    private static string Entry(string path, string? title = null) =>
        $"<item><title>{title ?? "Новость " + path}</title><link>/a/{path}</link><description>Коротко</description><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>";

    private async Task<Collected> ReadAsync(Stub stub, string? cursor, int max = 30)
    {
        using var http = Stub.Http(clock);
        var collector = new NewsCollector(new() { MaxArticlesPerRead = max }, http, clock);
        var feed = new Feed { Name = "news", Kind = FeedKind.News, Address = new Uri(stub.Address, "/feed").AbsoluteUri };
        var results = new List<Collected>();
        await foreach (var result in collector.CollectAsync([new(feed, cursor)], default))
            results.Add(result);
        return results.Single();
    }
}
