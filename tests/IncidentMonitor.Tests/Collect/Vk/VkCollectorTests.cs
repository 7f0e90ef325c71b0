using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Model;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Vk;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class VkCollectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SkippingClock clock = new(Now);
    private readonly List<string> methods = [];
    private readonly List<string> tokens = [];

    /// <summary>Answers one call inside execute or alone: JSON of its response, or null for "false" with an error 15.</summary>
    private Func<string, JsonElement, string?> calls = (_, _) => """{"count":0,"items":[]}""";

    /// <summary>Answers a whole request before it is looked into.</summary>
    private Func<int, string?> refuse = _ => null;

    [Test]
    public async Task ManyWallsShareOneRequest()
    {
        calls = (_, p) => Items(1, Post(p.Long("owner_id")!.Value, 1, Now.AddHours(-1)), Post(p.Long("owner_id")!.Value, 2, Now.AddDays(-9)));
        await using var stub = await StartAsync();
        var results = await ReadAsync(stub, [.. Enumerable.Range(1, 30).Select(i => Wall(-i))]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stub.Asked, Has.Count.EqualTo(2));
            Assert.That(results, Has.Count.EqualTo(30));
            Assert.That(results, Has.All.Property("Fault").Null);
            Assert.That(results[6].Posts.Select(p => p.RecordId), Does.Contain("vk:-7_1"));
            Assert.That(tokens, Has.All.EqualTo("Bearer TOKEN"));
        }
    }

    [Test]
    public async Task PinnedOldPostAndShortPagesDoNotEndTheFirstRead()
    {
        // 150 posts an hour apart, an old pinned one on top; every page lacks a few posts that were deleted.
        calls = (_, p) =>
        {
            var offset = (int)p.Long("offset")!.Value;
            var page = Enumerable.Range(offset, 100).Where(i => i < 150 && i % 10 != 3).Select(i => Post(-1, 1000 - i, Now.AddHours(-i)));
            return Items(150, [.. offset == 0 ? [Post(-1, 1, Now.AddYears(-1), ""","is_pinned":1 """)] : Array.Empty<string>(), .. page]);
        };
        await using var stub = await StartAsync();
        var result = (await ReadAsync(stub, [Wall(-1)], TimeSpan.FromHours(120))).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stub.Asked, Has.Count.EqualTo(2));
            Assert.That(result.Posts, Has.Count.EqualTo(136));
            Assert.That(result.Posts.Select(p => p.RecordId), Is.Unique);
        }
    }

    [Test]
    public async Task LaterReadsStopAtWhatIsKnownAndBringEditsAgain()
    {
        calls = (_, p) => Items(500, [.. Enumerable.Range((int)p.Long("offset")!.Value, 100).Select(i => Post(-1, 1000 - i, Now.AddHours(-i)))]);
        await using var stub = await StartAsync();
        var result = (await ReadAsync(stub, [Wall(-1)], cursor: $$"""{"Newest":{{Now.AddHours(-3).ToUnixTimeSeconds()}} }""")).Single();
        Assert.That(stub.Asked, Has.Count.EqualTo(1));
        Assert.That(result.Posts, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task CommentsAndTheRestOfTheirThreadsAreRead()
    {
        calls = (method, p) => method == "wall.get"
            ? Items(1, Post(-1, 7, Now.AddHours(-2), ""","comments":{"count":4} """))
            : p.Long("comment_id") is null
                ? """{"count":4,"current_level_count":2,"items":[{"id":8,"from_id":5,"date":1772355600,"text":"Где вода?","thread":{"count":2,"items":[{"id":9,"from_id":6,"date":1772355600,"text":"Ждём"}]}},{"id":11,"deleted":true}]}"""
                : """{"count":2,"items":[{"id":9,"from_id":6,"date":1772355600,"text":"Ждём"},{"id":10,"from_id":6,"date":1772355600,"text":"Дали"}]}""";
        await using var stub = await StartAsync();
        var result = (await ReadAsync(stub, [Wall(-1)])).Single();
        var comments = result.Posts.Where(p => p.ThreadId is not null).ToDictionary(p => p.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(comments.Keys, Is.EquivalentTo(new[] { "8", "9", "10", "11" }));
            Assert.That(comments["10"].ParentId, Is.EqualTo("8"));
            Assert.That(comments["10"].ThreadId, Is.EqualTo("7"));
            Assert.That(comments["10"].Context, Is.EqualTo("Пост 7"));
            Assert.That(comments["10"].Url, Is.EqualTo("https://vk.com/wall-1_7?reply=10"));
            Assert.That(comments["11"].IsDeleted);
        }
    }

    [Test]
    public async Task OldPostsWhoseCommentsDidNotChangeAreLeftAlone()
    {
        calls = (method, _) => method == "wall.get" ? Items(1, Post(-1, 7, Now.AddDays(-2), ""","comments":{"count":4} """)) : """{"count":0,"items":[]}""";
        await using var stub = await StartAsync();
        var first = (await ReadAsync(stub, [Wall(-1)])).Single();
        methods.Clear();
        await ReadAsync(stub, [Wall(-1)], cursor: first.Cursor);
        Assert.That(methods, Is.EqualTo(new[] { "wall.get" }));
    }

    [Test]
    public async Task OneClosedWallDoesNotHurtTheOthers()
    {
        calls = (_, p) => p.Long("owner_id") == -2 ? null : Items(1, Post(p.Long("owner_id")!.Value, 1, Now));
        await using var stub = await StartAsync();
        var results = await ReadAsync(stub, [Wall(-1), Wall(-2), Wall(-3)]);
        Assert.That(results.Select(r => r.Fault?.Reason), Is.EqualTo(new FaultReason?[] { null, FaultReason.Gone, null }));
        Assert.That(results[2].Posts, Has.Count.EqualTo(1));
    }

    [TestCase(6, FaultReason.RateLimited, 4)]
    [TestCase(10, FaultReason.Unreachable, 4)]
    [TestCase(9, FaultReason.RateLimited, 1)]
    [TestCase(14, FaultReason.Auth, 1)]
    [TestCase(5, FaultReason.Auth, 1)]
    [TestCase(29, FaultReason.RateLimited, 1)]
    public async Task RefusedTokenIsNotTriedForTheNextFeed(int code, FaultReason reason, int requests)
    {
        refuse = _ => $$$"""{"error":{"error_code":{{{code}}},"error_msg":"no","request_params":[{"key":"access_token","value":"TOKEN"}]}}""";
        await using var stub = await StartAsync();
        var results = await ReadAsync(stub, [.. Enumerable.Range(1, 60).Select(i => Wall(-i)), Search]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results, Has.Count.EqualTo(61));
            Assert.That(results.Select(r => r.Fault!.Reason), Has.All.EqualTo(reason));
            Assert.That(results.Select(r => r.Fault!.Message), Has.None.Contains("TOKEN"));
            Assert.That(stub.Asked, Has.Count.EqualTo(requests));
        }
    }

    [Test]
    public async Task QuotaIsParkedUntilTheNextDay()
    {
        refuse = _ => """{"error":{"error_code":29,"error_msg":"no"}}""";
        await using var stub = await StartAsync();
        Assert.That((await ReadAsync(stub, [Wall(-1)])).Single().Fault!.RetryAt, Is.EqualTo(new DateTimeOffset(2026, 3, 1, 21, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public async Task HeavyCodeIsSentInSmallerBatches()
    {
        calls = (_, p) => Items(1, Post(p.Long("owner_id")!.Value, 1, Now));
        refuse = count => count > 7 ? """{"error":{"error_code":13,"error_msg":"too heavy"}}""" : null;
        await using var stub = await StartAsync();
        var results = await ReadAsync(stub, [.. Enumerable.Range(1, 25).Select(i => Wall(-i))]);
        Assert.That(results, Has.All.Property("Fault").Null);
        Assert.That(results.SelectMany(r => r.Posts).Select(p => p.OwnerId).Distinct().Count(), Is.EqualTo(25));
    }

    [Test]
    public async Task SearchIsSlicedByTimeAndPagedByToken()
    {
        // 3,000 posts in a window of 3,000 seconds; only 1,000 of a query can be reached.
        calls = (_, p) =>
        {
            var (from, to) = (p.Long("start_time")!.Value, p.Long("end_time")!.Value);
            var first = Now.ToUnixTimeSeconds() - 3000;
            var found = Enumerable.Range(0, 3000).Select(i => first + i).Where(t => t >= from && t <= to).Reverse().ToList();
            var offset = int.Parse(p.Text("start_from") ?? "0", CultureInfo.InvariantCulture);
            var page = found.Skip(offset).Take(200).Select(t => Post(-1, t, DateTimeOffset.FromUnixTimeSeconds(t)));
            var next = offset + 200 < Math.Min(found.Count, 1000) ? $",\"next_from\":\"{offset + 200}\"" : "";
            return $$"""{"count":{{found.Count}},"total_count":{{found.Count}},"items":[{{string.Join(',', page)}}]{{next}} }""";
        };
        await using var stub = await StartAsync();
        var result = (await ReadAsync(stub, [Search], TimeSpan.FromSeconds(3000))).Single();
        Assert.That(result.Posts.Select(p => p.Id).Distinct().Count(), Is.EqualTo(3000));
    }

    [Test]
    public async Task WithoutATokenNothingIsAsked()
    {
        await using var stub = await StartAsync();
        using var http = Stub.Http(clock);
        using var collector = new VkCollector(new() { BaseUrl = new(stub.Address, "/method/") }, http, clock);
        var results = new List<Collected>();
        await foreach (var result in collector.CollectAsync([new(Wall(-1), null)], default))
            results.Add(result);
        Assert.That(results.Single().Fault!.Reason, Is.EqualTo(FaultReason.Auth));
        Assert.That(stub.Asked, Is.Empty);
    }

    [Test]
    public async Task LimiterStampsAfterItsWait()
    {
        using var limiter = new VkLimiter(3, clock);
        var stamps = new List<DateTimeOffset>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await limiter.WaitAsync(default);
            lock (stamps)
                stamps.Add(clock.GetUtcNow());
        }));
        stamps.Sort();
        // Any four calls in a row lie at least a second apart.
        Assert.That(stamps[9] - stamps[0], Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(3)));
    }

    private static Feed Wall(long owner) => new() { Name = $"wall{owner}", Kind = FeedKind.VkWall, Address = owner.ToString(CultureInfo.InvariantCulture) };

    private static Feed Search => new() { Name = "search", Kind = FeedKind.VkSearch, Address = "нет воды" };

    private static string Post(long owner, long id, DateTimeOffset date, string more = "") =>
        $$"""{"id":{{id}},"owner_id":{{owner}},"from_id":{{owner}},"date":{{date.ToUnixTimeSeconds()}},"text":"Пост {{id}}"{{more}} }""";

    private static string Items(int count, params string[] posts) => $$"""{"count":{{count}},"items":[{{string.Join(',', posts)}}]}""";

    private Task<Stub> StartAsync() => Stub.StartAsync(async c =>
    {
        var form = await c.Request.ReadFormAsync();
        tokens.Add(c.Request.Headers.Authorization.ToString());
        Assert.That(form["v"].ToString(), Is.EqualTo("5.199"));
        if (c.Request.Path != "/method/execute")
        {
            var parameters = JsonSerializer.SerializeToElement(form.ToDictionary(f => f.Key, f => f.Value.ToString()));
            await c.Response.WriteAsync(refuse(1) ?? $$"""{"response":{{calls(c.Request.Path.Value!["/method/".Length..], parameters)}} }""");
            return;
        }
        var asked = Call().Matches(form["code"].ToString());
        if (refuse(asked.Count) is { } refusal)
        {
            await c.Response.WriteAsync(refusal);
            return;
        }
        var answers = new List<string>();
        var errors = new List<string>();
        foreach (Match call in asked)
        {
            using var parameters = JsonDocument.Parse(call.Groups[2].Value);
            methods.Add(call.Groups[1].Value);
            var answer = calls(call.Groups[1].Value, parameters.RootElement);
            answers.Add(answer ?? "false");
            if (answer is null)
                errors.Add("""{"method":"wall.get","error_code":15,"error_msg":"Access denied"}""");
        }
        await c.Response.WriteAsync($$"""{"response":[{{string.Join(',', answers)}}],"execute_errors":[{{string.Join(',', errors)}}]}""");
    });

    private async Task<List<Collected>> ReadAsync(Stub stub, Feed[] feeds, TimeSpan? backFill = null, string? cursor = null)
    {
        using var http = Stub.Http(clock);
        using var collector = new VkCollector(new() { Token = "TOKEN", BaseUrl = new(stub.Address, "/method/"), BackFill = backFill ?? TimeSpan.FromDays(2) }, http, clock);
        var results = new List<Collected>();
        await foreach (var result in collector.CollectAsync([.. feeds.Select(f => new DueFeed(f, cursor))], default))
            results.Add(result);
        return results;
    }

    [GeneratedRegex(@"API\.([\w.]+)\((\{.*?\})\)")]
    private static partial Regex Call();
}
