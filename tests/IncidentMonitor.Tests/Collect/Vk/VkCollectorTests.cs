using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Vk;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class VkCollectorTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SkippingClock clock = new(Now);
    private readonly List<string> methods = [];
    private readonly List<string> tokens = [];
    private readonly Scratch scratch = new();
    private readonly IncidentStore store;

    public VkCollectorTests() => store = new(SqliteDatabase.Open(scratch.Path));

    public void Dispose()
    {
        store.Dispose();
        scratch.Dispose();
    }

    /// <summary>Answers one call inside execute or alone: JSON of its response, or null for "false" with an error 15.</summary>
    private Func<string, JsonElement, string?> calls = (_, _) => """{"count":0,"items":[]}""";

    /// <summary>Error of a call that fails inside execute.</summary>
    private int code = 15;

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
    [TestCase(9, FaultReason.RateLimited, 2)]
    [TestCase(14, FaultReason.Auth, 1)]
    [TestCase(5, FaultReason.Auth, 1)]
    [TestCase(29, FaultReason.RateLimited, 2)]
    public async Task RefusedTokenIsNotTriedForTheNextFeedOfItsMethod(int code, FaultReason reason, int requests)
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
    public async Task WhatThePagesDoNotReachIsReadNextTime()
    {
        // A thousand posts, two pages a read; between the reads new posts come and old ones go.
        var wall = Enumerable.Range(1, 1000).Select(i => (long)i).Reverse().ToList();
        calls = (_, p) => Items(wall.Count, [.. wall.Skip((int)p.Long("offset")!.Value).Take(100).Select(i => Post(-1, i, Now.AddDays(-1).AddMinutes(i)))]);
        await using var stub = await StartAsync();
        var (found, cursor) = (new HashSet<string>(), (string?)null);
        for (var read = 0; read < 16; read++)
        {
            var result = (await ReadAsync(stub, [new(Wall(-1), cursor)], new() { Token = "TOKEN", MaxPages = 2 })).Single();
            found.UnionWith(result.Posts.Select(p => p.Id));
            cursor = result.Cursor;
            wall.InsertRange(0, [wall[0] + 2, wall[0] + 1]);
            wall.RemoveRange(40, 2);
        }
        Assert.That(found, Is.SupersetOf(Enumerable.Range(1, 900).Select(i => i.ToString(CultureInfo.InvariantCulture))));
        Assert.That(VkCursor.Of(cursor)!.Gap, Is.Null);
    }

    [Test]
    public async Task AReadThatBreaksOffKeepsWhatItHasAndGoesOn()
    {
        calls = (_, p) => Items(300, [.. Enumerable.Range((int)p.Long("offset")!.Value, 100).Select(i => Post(-1, 1000 - i, Now.AddMinutes(-i)))]);
        var requests = 0;
        refuse = _ => ++requests is 2 or 3 ? """{"error":{"error_code":5,"error_msg":"dead"}}""" : null;
        await using var stub = await StartAsync();
        var broken = (await ReadAsync(stub, [new(Wall(-1), null)], new() { Tokens = ["user:ONE", "user:TWO"] })).Single();
        var whole = (await ReadAsync(stub, [new(Wall(-1), broken.Cursor)], new() { Token = "THREE" })).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(broken.Fault, Is.Null);
            Assert.That(broken.Posts, Has.Count.EqualTo(100));
            Assert.That(broken.Posts.Concat(whole.Posts).Select(p => p.Id).Distinct().Count(), Is.EqualTo(300));
        }
    }

    [Test]
    public async Task YoungPostsBelowTheFirstPageAreAskedForByNumber()
    {
        calls = (method, p) => method switch
        {
            "wall.get" => Items(500, [.. Enumerable.Range(0, 100).Select(i => Post(-1, 1000 - i, Now.AddMinutes(-i)))]),
            "wall.getById" => Items(1, """{"id":7,"owner_id":-1,"from_id":-1,"date":1772200000,"text":"Правка","comments":{"count":1} }""", """{"id":8,"owner_id":-1,"is_deleted":true}"""),
            _ => """{"count":1,"items":[{"id":9,"from_id":5,"date":1772355600,"text":"Где вода?"}]}""",
        };
        var published = Now.AddDays(-2).ToUnixTimeSeconds();
        await using var stub = await StartAsync();
        var cursor = new VkCursor { Newest = Now.AddMinutes(-60).ToUnixTimeSeconds(), Young = { ["7"] = new(published, 0, published), ["8"] = new(published, 0, published) } };
        var result = (await ReadAsync(stub, [Wall(-1)], cursor: cursor.ToString())).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Posts.Single(p => p.Id == "7").Text, Is.EqualTo("Правка"));
            Assert.That(result.Posts.Single(p => p.Id == "8").IsDeleted);
            Assert.That(result.Posts.Single(p => p.ThreadId == "7").Text, Is.EqualTo("Где вода?"));
            Assert.That(VkCursor.Of(result.Cursor)!.Young.Keys, Does.Contain("7").And.Not.Contain("8"));
        }
    }

    [Test]
    public async Task AWallThatSuddenlyIsEmptyIsTakenForALimit()
    {
        await using var stub = await StartAsync();
        var result = (await ReadAsync(stub, [Wall(-1)], cursor: new VkCursor { Newest = 1, HasPosts = true }.ToString())).Single();
        Assert.That(result.Fault!.Reason, Is.EqualTo(FaultReason.RateLimited));
    }

    [Test]
    public async Task AnotherTokenTakesOverAndADeadOneIsNotAskedAfterARestart()
    {
        calls = (_, p) => Items(1, Post(p.Long("owner_id")!.Value, 1, Now));
        refuse = _ => tokens[^1] == "Bearer DEAD" ? """{"error":{"error_code":5,"error_msg":"User authorization failed: DEAD"}}""" : null;
        await using var stub = await StartAsync();
        var settings = new VkSettings { Tokens = ["user:DEAD", "service:ALIVE"] };
        var first = await ReadAsync(stub, [.. Enumerable.Range(1, 30).Select(i => new DueFeed(Wall(-i), null))], settings);
        await ReadAsync(stub, [.. Enumerable.Range(1, 30).Select(i => new DueFeed(Wall(-i), null))], settings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Has.All.Property("Fault").Null);
            Assert.That(tokens.Count(t => t == "Bearer DEAD"), Is.EqualTo(1));
            Assert.That(methods, Has.None.EqualTo("execute"), "a service token has no execute");
            Assert.That(store.VkTokens(Now).Select(t => t.State), Is.EqualTo(new[] { "dead", "ok" }));
            Assert.That(store.VkTokens(Now)[0].Reason, Does.Contain("error 5").And.Not.Contain("DEAD"));
        }
    }

    [Test]
    public async Task QuotaSpentInsideExecuteIsAskedOfAnotherToken()
    {
        var refused = 0;
        calls = (_, p) => tokens[^1] == "Bearer ONE" && p.Long("owner_id") == -3 && refused++ == 0 ? null : Items(1, Post(p.Long("owner_id")!.Value, 1, Now));
        code = 29;
        await using var stub = await StartAsync();
        var results = await ReadAsync(stub, [.. Enumerable.Range(1, 5).Select(i => new DueFeed(Wall(-i), null))], new() { Tokens = ["ONE", "TWO"] });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results, Has.Count.EqualTo(5).And.All.Property("Fault").Null);
            Assert.That(tokens, Is.EqualTo(new[] { "Bearer ONE", "Bearer TWO" }));
        }
    }

    [Test]
    public async Task ASearchOnAWallIsPagedDownToWhatIsKnown()
    {
        calls = (method, p) => method == "wall.search" && p.Text("query") == "нет воды" && p.Long("owner_id") == -5
            ? Items(1000, [.. Enumerable.Range((int)p.Long("offset")!.Value, 100).Select(i => Post(-5, 1000 - i, Now.AddMinutes(-i)))])
            : null;
        await using var stub = await StartAsync();
        var feed = new Feed { Name = "search", Kind = FeedKind.VkSearch, Address = "@-5 нет воды" };
        var result = (await ReadAsync(stub, [feed], TimeSpan.FromMinutes(150))).Single();
        Assert.That(result.Posts.Count, Is.EqualTo(200));
        Assert.That(stub.Asked, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task WithoutATokenNothingIsAsked()
    {
        await using var stub = await StartAsync();
        using var http = Stub.Http(clock);
        using var collector = Collector(new() { BaseUrl = new(stub.Address, "/method/") }, http);
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
            methods.Add(c.Request.Path.Value!["/method/".Length..]);
            var parameters = JsonSerializer.SerializeToElement(form.ToDictionary(f => f.Key, f => f.Value.ToString()));
            await c.Response.WriteAsync(refuse(1) ?? (calls(methods[^1], parameters) is { } alone
                ? $$"""{"response":{{alone}} }"""
                : """{"error":{"error_code":15,"error_msg":"Access denied"}}"""));
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
                errors.Add($$"""{"method":"wall.get","error_code":{{code}},"error_msg":"no"}""");
        }
        await c.Response.WriteAsync($$"""{"response":[{{string.Join(',', answers)}}],"execute_errors":[{{string.Join(',', errors)}}]}""");
    });

    private Task<List<Collected>> ReadAsync(Stub stub, Feed[] feeds, TimeSpan? backFill = null, string? cursor = null) =>
        ReadAsync(stub, [.. feeds.Select(f => new DueFeed(f, cursor))], new() { Token = "TOKEN", BackFill = backFill ?? TimeSpan.FromDays(2) });

    private async Task<List<Collected>> ReadAsync(Stub stub, DueFeed[] due, VkSettings settings)
    {
        using var http = Stub.Http(clock);
        using var collector = Collector(settings with { BaseUrl = new(stub.Address, "/method/") }, http);
        var results = new List<Collected>();
        await foreach (var result in collector.CollectAsync(due, default))
            results.Add(result);
        return results;
    }

    private VkCollector Collector(VkSettings settings, CrawlerHttp http) => new(settings, TimeZoneInfo.Utc, http, store, clock, NullLogger<VkCollector>.Instance);

    [GeneratedRegex(@"API\.([\w.]+)\((\{.*?\})\)")]
    private static partial Regex Call();
}
