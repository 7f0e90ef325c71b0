using System.Globalization;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Model;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Telegram;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TelegramCollectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Feed Channel = new() { Name = "town", Kind = FeedKind.TelegramChannel, Address = "town" };
    private static readonly Feed Bot = new() { Name = "bot", Kind = FeedKind.TelegramBot, Address = "bot" };
    private readonly SkippingClock clock = new(Now);

    [Test]
    public async Task FirstReadGoesBackThroughTheWindowAndTheNextTakesTheIncrement()
    {
        var newest = 100;
        // 20 a page, one post an hour, and no "prev" link on any page.
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(Page(Before(c) ?? newest + 1, newest)));
        var first = await ReadAsync(stub, Channel, null, TimeSpan.FromHours(30));
        newest = 103;
        var second = await ReadAsync(stub, Channel, first[^1].Cursor, TimeSpan.FromHours(30));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Has.Count.EqualTo(2));
            Assert.That(first[0].Cursor, Is.Null, "the cursor moves with the last page only");
            Assert.That(first.SelectMany(r => r.Posts).Select(p => p.Id).Distinct().Count(), Is.EqualTo(40));
            Assert.That(second, Has.Count.EqualTo(1));
            Assert.That(second[0].Posts.Select(p => p.Id), Does.Contain("103").And.Contain("100"), "known posts come again, for they may be edited");
        }
    }

    [Test]
    public async Task GapBetweenReadsIsFilled()
    {
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(Page(Before(c) ?? 201, 200)));
        var results = await ReadAsync(stub, Channel, """{"Newest":150}""", TimeSpan.FromHours(1));
        Assert.That(results.SelectMany(r => r.Posts).Select(p => p.Id).Distinct().Count(), Is.EqualTo(60));
    }

    [Test]
    public async Task WhatThePagesDoNotReachIsReadNextTime()
    {
        var newest = 500;
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(Page(Before(c) ?? newest + 1, newest)));
        var (found, cursor) = (new HashSet<string>(), """{"Newest":100}""");
        for (var read = 0; read < 16; read++)
        {
            foreach (var result in await ReadAsync(stub, Channel, cursor, TimeSpan.FromHours(1), pages: 3))
            {
                found.UnionWith(result.Posts.Select(p => p.Id));
                cursor = result.Cursor ?? cursor;
            }
            // More than a read's pages hold, now and then.
            newest += read == 1 ? 90 : 3;
        }
        Assert.That(found, Is.SupersetOf(Enumerable.Range(101, newest - 103).Select(i => i.ToString(CultureInfo.InvariantCulture))));
        Assert.That(cursor, Does.Contain("\"Gap\":null"));
    }

    [Test]
    public async Task PreviewThatIsOffIsGone()
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.Redirect("/town");
            return Task.CompletedTask;
        });
        var result = (await ReadAsync(stub, Channel, null, TimeSpan.FromDays(1))).Single();
        Assert.That(result.Fault!.Reason, Is.EqualTo(FaultReason.Gone));
        Assert.That(stub.Asked, Is.EqualTo(new[] { "/s/town" }), "the redirect is an answer, not a way");
    }

    [TestCase("<div class='tgme_page'></div>", FaultReason.Gone)]
    [TestCase("<h1>hello</h1>", FaultReason.BadAnswer)]
    public async Task PageWithoutAChannelIsAFault(string html, FaultReason reason)
    {
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(html));
        Assert.That((await ReadAsync(stub, Channel, null, TimeSpan.FromDays(1))).Single().Fault!.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task BotMovesItsOffsetPastOddUpdates()
    {
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(c.Request.Query["offset"] == "8"
            ? """{"ok":true,"result":[]}"""
            : """{"ok":true,"result":[{"update_id":6,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"a"}},{"update_id":7,"message":5}]}"""));
        var results = await ReadAsync(stub, Bot, "5", TimeSpan.Zero);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results[0].Posts.Single().Text, Is.EqualTo("a"));
            Assert.That(results[0].Odd, Has.Count.EqualTo(1));
            Assert.That(results[0].Cursor, Is.EqualTo("7"));
            Assert.That(results[1].Cursor, Is.Null);
            Assert.That(stub.Asked[0], Does.Contain("offset=6").And.Contain("allowed_updates="));
        }
    }

    [TestCase(429, """{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":7}}""", FaultReason.RateLimited)]
    [TestCase(409, """{"ok":false,"error_code":409,"description":"Conflict: webhook"}""", FaultReason.Auth)]
    [TestCase(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", FaultReason.Auth)]
    [TestCase(502, "<html>Bad Gateway</html>", FaultReason.Unreachable)]
    [TestCase(200, "<html>?</html>", FaultReason.BadAnswer)]
    public async Task BotErrorsAreFaultsWithoutTheToken(int status, string body, FaultReason reason)
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = status;
            return c.Response.WriteAsync(body);
        });
        var fault = (await ReadAsync(stub, Bot, null, TimeSpan.Zero)).Single().Fault!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Reason, Is.EqualTo(reason));
            Assert.That(fault.Message, Does.Not.Contain("TOKEN"));
            Assert.That(fault.RetryAt, status == 429 ? Is.EqualTo(Now.AddSeconds(7)) : Is.Null);
            Assert.That(stub.Asked, Has.Count.LessThanOrEqualTo(3), "no hot loop");
        }
    }

    [Test]
    public async Task DeadServiceIsUnreachableWithoutTheToken()
    {
        using var http = Stub.Http(clock);
        var collector = new TelegramBotCollector(new() { BotToken = "TOKEN", BotBaseUrl = new("http://127.0.0.1:1") }, http, clock);
        var results = await ListAsync(collector, Bot, null);
        Assert.That(results.Single().Fault!.Reason, Is.EqualTo(FaultReason.Unreachable));
        Assert.That(results.Single().Fault!.Message, Does.Not.Contain("TOKEN"));
    }

    private async Task<List<Collected>> ReadAsync(Stub stub, Feed feed, string? cursor, TimeSpan backFill, int pages = 50)
    {
        using var http = Stub.Http(clock);
        var settings = new TelegramSettings { BotToken = "TOKEN", BotBaseUrl = stub.Address, PreviewBaseUrl = stub.Address, BackFill = backFill, MaxPages = pages };
        ICollector collector = feed.Kind == FeedKind.TelegramBot ? new TelegramBotCollector(settings, http, clock) : new TelegramPreviewCollector(settings, http, clock);
        return await ListAsync(collector, feed, cursor);
    }

    private static async Task<List<Collected>> ListAsync(ICollector collector, Feed feed, string? cursor)
    {
        var results = new List<Collected>();
        await foreach (var result in collector.CollectAsync([new(feed, cursor)], default))
            results.Add(result);
        return results;
    }

    private static int? Before(HttpContext context) =>
        int.TryParse(context.Request.Query["before"], CultureInfo.InvariantCulture, out var before) ? before : null;

    private static string Page(int before, int newest) => "<div class='tgme_channel_info'></div>" + string.Concat(
        Enumerable.Range(before - 20, 20).Where(id => id > 0).Select(id =>
            $"<div class='tgme_widget_message' data-post='town/{id}'><div class='tgme_widget_message_text'>{id}</div><a class='tgme_widget_message_date'><time datetime='{Now.AddHours(id - newest):O}'></time></a></div>"));
}
