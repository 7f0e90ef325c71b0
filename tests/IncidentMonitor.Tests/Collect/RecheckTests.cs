using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecheckTests
{
    private static readonly Feed Channel = new() { Name = "town", Kind = FeedKind.TelegramChannel, Address = "town" };
    private readonly SkippingClock clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task ADeletedChannelPostIsErasedAfterTwoLooksWithinADay()
    {
        using var scratch = new Scratch();
        Environment.CurrentDirectory = Repository.Root;
        await using var parts = Service.BuildParts(Configured.Load(Repository.Config) with { Feeds = [Channel] }, scratch.Path, clock, verbose: false);
        var (store, flow) = (parts.GetRequiredService<IncidentStore>(), parts.GetRequiredService<IncidentFlow>());
        var shown = new List<int> { 1, 2, 3 };
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync(Page(shown)));
        using var http = Stub.Http(clock);
        var recheck = new Recheck([new TelegramRecheck(new() { PreviewBaseUrl = stub.Address }, http)], new FeedRoster([Channel], []), store, flow, clock, NullLogger<Recheck>.Instance);
        var read = clock.GetUtcNow();
        await flow.TakeAsync([.. shown.Select(n => new Incoming(TelegramPreview.Parse(System.Text.Encoding.UTF8.GetBytes(Page([n]))).Posts.Single(), "town", null, false))], [], "town", (_, _) => { }, default);
        shown.Remove(2);
        Assert.That((await recheck.LookAsync(default)).Looked, Is.Zero, "what was just read is left alone");
        clock.Advance(TimeSpan.FromHours(10));
        var first = await recheck.LookAsync(default);
        var between = Text(2);
        clock.Advance(TimeSpan.FromHours(1));
        var second = await recheck.LookAsync(default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.EqualTo((3, 0)), "one look is no proof");
            Assert.That(between, Is.Not.Empty);
            Assert.That(second, Is.EqualTo((1, 1)), "and only the doubtful one is looked at again");
            Assert.That((Text(1), Text(2), Text(3)), Is.EqualTo(("Текст 1", "", "Текст 3")));
            Assert.That(clock.GetUtcNow() - read, Is.LessThan(TimeSpan.FromDays(1)));
            Assert.That(store.Read(c => Dapper.SqlMapper.ExecuteScalar<long>(c, "SELECT views FROM post WHERE id = 'telegram:town_1'")), Is.EqualTo(777), "reach is refreshed");
        }

        string Text(int number) => store.Read(c => Dapper.SqlMapper.ExecuteScalar<string>(c, "SELECT text FROM post WHERE id = @id", new { id = $"telegram:town_{number}" }))!;
    }

    [TestCase(302, "", Finding.Unknown, TestName = "A preview that is off proves nothing")]
    [TestCase(502, "", Finding.Unknown, TestName = "No answer proves nothing")]
    [TestCase(200, "<div class='tgme_channel_info'></div>", Finding.Unknown, TestName = "An empty page proves nothing")]
    [TestCase(200, "<div class='tgme_widget_message' data-post='town/5'><a href='https://t.me/town/7?single'></a></div>", Finding.Present, TestName = "A picture of an album stands under another number")]
    [TestCase(200, "<div class='tgme_widget_message' data-post='town/5'></div>", Finding.Missing, TestName = "A gap on a page that goes on is a deletion")]
    public async Task WhatAPreviewProves(int status, string html, Finding expected)
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = status;
            return c.Response.WriteAsync(html);
        });
        using var http = Stub.Http(clock);
        var found = await new TelegramRecheck(new() { PreviewBaseUrl = stub.Address }, http).RecheckAsync([Place("telegram:town_7", FeedKind.TelegramChannel, "town", "7")], default);
        Assert.That(found.Single().Finding, Is.EqualTo(expected));
    }

    [Test]
    public async Task ChatsWithoutAPublicNameAreOutOfReach()
    {
        using var http = Stub.Http(clock);
        var found = await new TelegramRecheck(new() { PreviewBaseUrl = new("http://127.0.0.1:1") }, http).RecheckAsync([Place("telegram:-1005_7", FeedKind.TelegramBot, "-1005", "7")], default);
        Assert.That(found.Single().Finding, Is.EqualTo(Finding.OutOfReach));
    }

    [TestCase("""{"error_code":15,"error_msg":"Access denied"}""", Finding.Unknown)]
    [TestCase(null, Finding.Missing)]
    public async Task APostThatVkLeavesOutIsGoneOnlyIfItsWallCanBeRead(string? wallError, Finding expected)
    {
        var found = await VkAsync(wallError);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found["vk:-1_5"].Finding, Is.EqualTo(Finding.Seen));
            Assert.That(found["vk:-1_5"].Seen!.Likes, Is.EqualTo(9));
            Assert.That(found["vk:-1_6"].Finding, Is.EqualTo(expected));
            Assert.That(found["vk:-1_r10"].Finding, Is.EqualTo(Finding.Seen));
            Assert.That(found["vk:-1_r11"].Finding, Is.EqualTo(Finding.Missing), "it kept its place without words");
            Assert.That(found["vk:-1_r12"].Finding, Is.EqualTo(Finding.Missing));
            Assert.That(found["x"].Finding, Is.EqualTo(Finding.OutOfReach), "imported under an id of its own");
        }
    }

    private async Task<Dictionary<string, Rechecked>> VkAsync(string? wallError)
    {
        await using var stub = await Stub.StartAsync(async c =>
        {
            var form = await c.Request.ReadFormAsync();
            var method = c.Request.Path.Value!.Split('/')[^1];
            var code = form["code"].ToString();
            var answer = method == "wall.get" || code.Contains("wall.get(", StringComparison.Ordinal) ? wallError is null ? """{"count":1,"items":[{"id":5,"owner_id":-1,"date":1772355600,"text":"x"}]}""" : null
                : method == "wall.getById" || code.Contains("wall.getById(", StringComparison.Ordinal) ? """{"items":[{"id":5,"owner_id":-1,"from_id":-1,"date":1772355600,"text":"x","likes":{"count":9}}]}"""
                : """{"count":2,"items":[{"id":10,"from_id":3,"date":1772355600,"text":"y","post_id":5,"owner_id":-1},{"id":11,"deleted":true}]}""";
            await c.Response.WriteAsync((method == "execute", answer) switch
            {
                (true, null) => $$"""{"response":[false],"execute_errors":[{{wallError}}]}""",
                (true, _) => $$"""{"response":[{{answer}}]}""",
                (false, null) => $$"""{"error":{{wallError}}}""",
                _ => $$"""{"response":{{answer}}}""",
            });
        });
        using var http = Stub.Http(clock);
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        using var vk = new VkCollector(new() { Token = "TOKEN", BaseUrl = new(stub.Address, "/method/") }, TimeZoneInfo.Utc, http, store, clock, NullLogger<VkCollector>.Instance);
        PostPlace[] places =
        [
            Place("vk:-1_5", FeedKind.VkWall, "-1", "5"), Place("vk:-1_6", FeedKind.VkWall, "-1", "6"), Place("x", FeedKind.VkWall, "wall", "x"),
            Place("vk:-1_r10", FeedKind.VkWall, "-1", "10", "5"), Place("vk:-1_r11", FeedKind.VkWall, "-1", "11", "5"), Place("vk:-1_r12", FeedKind.VkWall, "-1", "12", "5"),
        ];
        return (await vk.Recheck.RecheckAsync(places, default)).ToDictionary(f => f.Place.PostId);
    }

    private static PostPlace Place(string id, FeedKind kind, string owner, string number, string? thread = null) => new(id, "feed", kind, owner, number, thread, null);

    private static string Page(IEnumerable<int> numbers) => "<div class='tgme_channel_info'></div>" + string.Concat(numbers.Select(n =>
        $"<div class='tgme_widget_message' data-post='town/{n}'><div class='tgme_widget_message_text'>Текст {n}</div><span class='tgme_widget_message_views'>777</span><a class='tgme_widget_message_date'><time datetime='2026-03-01T10:0{n}:00+00:00'></time></a></div>"));
}
