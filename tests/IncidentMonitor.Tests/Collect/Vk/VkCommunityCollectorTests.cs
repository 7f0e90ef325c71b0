using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Model;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Vk;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VkCommunityCollectorTests
{
    private const string Event = """{"type":"wall_post_new","event_id":"e","group_id":77,"object":{"id":5,"owner_id":-77,"from_id":-77,"date":1769000000,"text":"Нет воды"}}""";
    private readonly SkippingClock clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Queue<string> answers = new();
    private int servers;

    [Test]
    public async Task EventsArePostsAndTsIsTheCursor()
    {
        answers.Enqueue($$"""{"ts":"11","updates":[{{Event}},{"type":"wall_post_new","object":5}]}""");
        answers.Enqueue("""{"ts":"11","updates":[]}""");
        var pages = await ReadAsync("10");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pages[0].Posts.Single().RecordId, Is.EqualTo("vk:-77_5"));
            Assert.That(pages[0].Odd, Has.Count.EqualTo(1));
            Assert.That(pages[^1].Cursor, Is.EqualTo("11"));
            Assert.That(servers, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task LostHistoryGoesOnFromTheGivenTsAndIsTold()
    {
        answers.Enqueue("""{"failed":1,"ts":50}""");
        answers.Enqueue($$"""{"ts":"51","updates":[{{Event}}]}""");
        answers.Enqueue("""{"ts":"51","updates":[]}""");
        var pages = await ReadAsync("10");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pages[0].Odd.Single().Reason, Does.Contain("lost"));
            Assert.That(pages[^1].Cursor, Is.EqualTo("51"));
        }
    }

    [TestCase("""{"failed":3}""", "7")]
    [TestCase("""{"failed":2}""", "10")]
    public async Task AKeyThatRanOutIsAskedForAnewButNeverInALoop(string failure, string ts)
    {
        // The first read learns the server; the second meets the failure and asks once more.
        answers.Enqueue("""{"ts":"10","updates":[]}""");
        answers.Enqueue(failure);
        answers.Enqueue($$"""{"ts":"{{ts}}","updates":[]}""");
        answers.Enqueue(failure);
        answers.Enqueue(failure);
        await using var stub = await StartAsync();
        using var http = Stub.Http(clock);
        var collector = Collector(stub, http);
        await ListAsync(collector, "10");
        var mended = await ListAsync(collector, "10");
        var broken = await ListAsync(collector, "10");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(mended[^1].Cursor, Is.EqualTo(ts));
            Assert.That(broken[^1].Fault!.Reason, Is.EqualTo(FaultReason.Unreachable));
            Assert.That(servers, Is.EqualTo(3));
        }
    }

    [Test]
    public async Task AWrongTokenIsAFaultWithoutIt()
    {
        await using var stub = await Stub.StartAsync(c => c.Response.WriteAsync("""{"error":{"error_code":27,"error_msg":"Group authorization failed","request_params":[{"key":"access_token","value":"TOKEN"}]}}"""));
        using var http = Stub.Http(clock);
        var fault = (await ListAsync(Collector(stub, http), null)).Single().Fault!;
        Assert.That(fault.Reason, Is.EqualTo(FaultReason.Auth));
        Assert.That(fault.Message, Does.Not.Contain("TOKEN"));
    }

    private async Task<List<Collected>> ReadAsync(string? cursor)
    {
        await using var stub = await StartAsync();
        using var http = Stub.Http(clock);
        return await ListAsync(Collector(stub, http), cursor);
    }

    private Task<Stub> StartAsync() => Stub.StartAsync(c =>
    {
        if (c.Request.Path == "/lp")
            return c.Response.WriteAsync(answers.TryDequeue(out var answer) ? answer : """{"failed":2}""");
        servers++;
        return c.Response.WriteAsync($$$"""{"response":{"key":"k{{{servers}}}","server":"http://{{{c.Request.Host}}}/lp","ts":"7"}}""");
    });

    private VkCommunityCollector Collector(Stub stub, IncidentMonitor.Collect.Http.CrawlerHttp http) =>
        new(new() { BaseUrl = new(stub.Address, "/method/"), Communities = new Dictionary<string, VkCommunity> { ["77"] = new() { Token = "TOKEN" } } }, http, clock);

    private static async Task<List<Collected>> ListAsync(VkCommunityCollector collector, string? cursor)
    {
        var pages = new List<Collected>();
        await foreach (var page in collector.CollectAsync([new(new Feed { Name = "group", Kind = FeedKind.VkCommunity, Address = "77" }, cursor)], default))
            pages.Add(page);
        return pages;
    }
}
