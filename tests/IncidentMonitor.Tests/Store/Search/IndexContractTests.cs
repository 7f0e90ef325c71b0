using System.Net;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Collect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>What the projection promises, on a real engine: whatever happens, record and index are equal in the end.</summary>
[Category(SearchEngine.Category)]
internal sealed class IndexContractTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Every_change_of_the_record_reaches_the_index()
    {
        await using var rig = Rig("t-changes");
        var ids = new List<string>();
        await rig.WriteAsync(unit => ids.AddRange(Enumerable.Range(0, 3).Select(n => Sample.Incident(unit, $"p{n}", Now, Severity.Medium, text: $"секретныеслова яма номер {n}").Id)));
        await rig.DrainAsync();
        await rig.AssertEqualAsync();

        await rig.WriteAsync(unit =>
        {
            unit.AddPost(Sample.Post("q1", "и у нас яма", Now.AddHours(1), severity: Severity.Critical));
            unit.JoinIncident(ids[0], Sample.Placed("q1", "и у нас яма", Now.AddHours(1), Severity.Critical), "тот же текст", new Deadlines(Now, Now.AddHours(9)), false, Now);
            unit.EditPost(unit.FindPost("p1")!, Sample.Post("p1", "секретныеслова выбоина", Now));
            unit.UpdateReach("p2", new RawPost { Source = SourceKind.Vk, OwnerId = "-1", Id = "p2", Text = "", Views = 500 });
            unit.AddWave(new Wave("w1", "Тема", "Озёрск", Now.AddHours(-2), Now.AddHours(2)), 1e-9, Now, _ => { });
        });
        await rig.DrainAsync();
        await rig.AssertEqualAsync();

        await rig.WriteAsync(unit =>
        {
            for (var n = 0; n < 3; n++)
            {
                unit.ErasePost($"p{n}", unit.FindPost($"p{n}")!, Now);
            }
        });
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
        Assert.That((await rig.AskAsync(HttpMethod.Get, "/t-changes/_search?size=100")).ToJsonString(), Does.Not.Contain("секретныеслова").And.Not.Contain("секретн"));
    }

    [Test]
    public async Task An_incident_whose_beginning_moves_to_another_year_is_there_once()
    {
        await using var rig = Rig("t-year");
        var newYear = new DateTimeOffset(2026, 1, 1, 3, 0, 0, TimeSpan.Zero);
        var id = "";
        await rig.WriteAsync(unit => id = Sample.Incident(unit, "p1", newYear, Severity.Medium).Id);
        await rig.DrainAsync();
        await rig.WriteAsync(unit =>
        {
            unit.AddPost(Sample.Post("p0", "уже вчера", newYear.AddHours(-6)));
            unit.JoinIncident(id, Sample.Placed("p0", "уже вчера", newYear.AddHours(-6)), "тот же текст", new Deadlines(Now, Now), false, Now);
        });
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
        Assert.That(await rig.Cluster.IndicesAsync(default), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_rebuild_goes_on_while_the_record_is_written()
    {
        await using var rig = Rig("t-rebuild", TimeProvider.System, bulkCount: 50);
        await rig.WriteAsync(unit => Add(unit, 0, 300));
        await rig.DrainAsync();
        var first = rig.Target;
        await rig.WriteAsync(unit => Add(unit, 300, 10));
        Task writing = Task.CompletedTask;
        await rig.Rebuild.RunAsync((done, _) => writing = done == 50
            ? Task.Run(async () =>
            {
                for (var n = 0; n < 30; n++)
                {
                    await rig.WriteAsync(unit =>
                    {
                        Add(unit, 1000 + n, 1);
                        unit.EditPost(unit.FindPost($"p{n}")!, Sample.Post($"p{n}", $"исправленные слова {n}", Now));
                    });
                }
            })
            : writing, null, default);
        await writing;
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.Target, Is.Not.EqualTo(first));
            Assert.That(rig.Store.ReadLag(), Is.EqualTo(new IndexLag(rig.Store.Live(), 0, 0, TimeSpan.Zero, null)));
        });
        Assert.That(await rig.Cluster.IndicesAsync(default), Is.All.EndsWith(rig.Target), "the old indices are still there");
    }

    [Test]
    public async Task A_document_that_the_index_refuses_is_parked_and_blocks_nobody()
    {
        await using var rig = Rig("t-conflict");
        await rig.DrainAsync();
        var body = rig.Cluster.Shape.Body;
        body["mappings"]!["properties"]!["place"]!["properties"]!["house"]!["type"] = "integer";
        body["mappings"]!["properties"]!["place"]!["properties"]!["house"]!.AsObject().Remove("ignore_above");
        body["aliases"] = new System.Text.Json.Nodes.JsonObject { [rig.Cluster.WriteAlias(rig.Target, 2025)] = new System.Text.Json.Nodes.JsonObject(), [rig.Cluster.Alias] = new System.Text.Json.Nodes.JsonObject() };
        await rig.AskAsync(HttpMethod.Put, "/" + rig.Cluster.IndexName(rig.Target, 2025), body.ToJsonString());
        await rig.WriteAsync(unit =>
        {
            foreach (var (post, house) in new[] { ("p1", "5"), ("p2", "12а"), ("p3", "7") })
            {
                var incident = Sample.Incident(unit, post, Now.AddYears(-1), Severity.Medium);
                unit.Execute("UPDATE incident SET place = json_set(place, '$.house', @house) WHERE id = @Id", new { house, incident.Id });
            }
        });
        await rig.DrainAsync();
        await rig.Cluster.RefreshAsync(rig.Target, default);
        var lag = rig.Store.ReadLag();
        Assert.Multiple(() =>
        {
            Assert.That((lag.Waiting, lag.Parked), Is.EqualTo((0, 1)));
            Assert.That(lag.ParkedBecause, Does.Contain("house").And.Not.Contain("12а"), "the reason holds no words of the document");
        });
        Assert.That(await rig.Cluster.CountAsync(default), Is.EqualTo(2));

        await rig.Rebuild.RunAsync(null, null, default);
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
        Assert.That(rig.Store.ReadLag().Parked, Is.Zero);
    }

    [TestCase("read_only_allow_delete")]
    [TestCase("read_only")]
    public async Task A_full_or_locked_disk_is_waited_out(string block)
    {
        var clock = new SkippingClock(Now);
        await using var rig = Rig("t-block", clock);
        await rig.WriteAsync(unit => Add(unit, 0, 20));
        await rig.DrainAsync();
        await rig.AskAsync(HttpMethod.Put, $"/{rig.Cluster.Alias}/_settings", $$"""{"index.blocks.{{block}}":true}""");
        await rig.WriteAsync(unit => Add(unit, 20, 20));
        Assert.That(await rig.Projector.DrainAsync(default), Does.Contain("lift the block"));
        Assert.That(rig.Store.ReadLag(), Has.Property("Waiting").EqualTo(20).And.Property("Parked").Zero);
        await rig.AskAsync(HttpMethod.Put, $"/{rig.Cluster.Alias}/_settings", $$"""{"index.blocks.{{block}}":null}""");
        clock.Advance(TimeSpan.FromMinutes(2));
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task A_busy_cluster_is_given_rest_and_smaller_requests(int status)
    {
        var settings = SearchEngine.Settings("t-busy");
        using var engine = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true, AutomaticDecompression = DecompressionMethods.None });
        var sizes = new List<long>();
        await using var front = await Stub.StartAsync(async context =>
        {
            var isBulk = context.Request.Path == "/_bulk";
            lock (sizes)
            {
                if (isBulk)
                {
                    sizes.Add(context.Request.ContentLength ?? 0);
                }
            }

            if (isBulk && sizes.Count % 2 != 0)
            {
                context.Response.StatusCode = status;
                return;
            }

            await ForwardAsync(engine, settings.Urls[0], context);
        });
        var clock = new SkippingClock(Now);
        await using var rig = new SearchRig(settings with { Urls = [front.Address], BulkCount = 40 }, clock);
        await rig.WriteAsync(unit => Add(unit, 0, 100));
        await rig.DrainAsync();
        await rig.WriteAsync(unit => Add(unit, 100, 60));
        while (await rig.Projector.DrainAsync(default) is not null)
        {
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        await rig.AssertEqualAsync();
        Assert.That(sizes.Min(), Is.LessThan(sizes[0] * 0.7));
    }

    [Test]
    public async Task Indices_that_vanished_are_built_anew()
    {
        await using var rig = Rig("t-lost");
        await rig.WriteAsync(unit => Add(unit, 0, 20));
        await rig.DrainAsync();
        foreach (var index in await rig.Cluster.IndicesAsync(default))
        {
            await rig.Cluster.DeleteAsync(index, default);
        }

        await rig.WriteAsync(unit => Add(unit, 20, 1));
        Assert.That(await rig.Projector.DrainAsync(default), Does.Contain("gone"));
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
    }

    [Test]
    public async Task Years_past_their_retention_go_from_the_index()
    {
        await using var rig = new SearchRig(SearchEngine.Settings("t-old") with { RetentionYears = 1 }, new SkippingClock(Now));
        await rig.WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", Now.AddYears(-1), Severity.Medium);
            Sample.Incident(unit, "p2", Now, Severity.Medium);
        });
        await rig.DrainAsync();
        Assert.That(await rig.Cluster.IndicesAsync(default), Has.Count.EqualTo(2));

        // A year later.
        var later = new SkippingClock(Now.AddYears(1));
        var feed = new IndexFeed(rig.Store, rig.Cluster, rig.Settings, later, NullLogger<IndexFeed>.Instance);
        using var projector = new Projector(rig.Store, rig.Cluster, feed, rig.Rebuild, later, NullLogger<Projector>.Instance);
        await projector.TendAsync(default);
        Assert.That(await rig.Cluster.IndicesAsync(default), Is.EqualTo(new[] { rig.Cluster.IndexName(rig.Target, 2026) }));
        Assert.That(rig.Queries.Count(), Is.EqualTo(2), "the record keeps everything");
    }

    [Test]
    public async Task A_killed_engine_gets_what_it_missed()
    {
        var named = SearchEngine.Settings("t-killed");
        using var asking = new SearchClient(named, TimeProvider.System);
        using var folder = new Scratch();
        using var engine = await SearchEngine.StartOwnAsync((await asking.ProductAsync(default)).IsOpenSearch, folder.Path);
        var clock = new SkippingClock(Now);
        await using var rig = new SearchRig(new SearchSettings { Urls = [engine.Url], Alias = "t-killed", BulkCount = 100 }, clock);
        await rig.DrainAsync();
        await rig.WriteAsync(unit => Add(unit, 0, 2000));
        var draining = Task.Run(() => rig.Projector.DrainAsync(default));
        while (rig.Store.Waiting(rig.Target) > 1500)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        engine.Kill();
        Assert.That(await draining, Is.Not.Null, "the engine was killed too late");
        await rig.WriteAsync(unit => Add(unit, 2000, 100));
        await engine.RestartAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        while (await rig.Projector.DrainAsync(default) is not null)
        {
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        await rig.AssertEqualAsync();
    }

    private static SearchRig Rig(string alias, TimeProvider? clock = null, int bulkCount = 1000) =>
        new(SearchEngine.Settings(alias) with { BulkCount = bulkCount }, clock ?? new SkippingClock(Now));

    private static void Add(StoreUnit unit, int from, int count)
    {
        for (var n = from; n < from + count; n++)
        {
            Sample.Incident(unit, $"p{n}", Now.AddMinutes(n), Severity.Medium, text: $"яма во дворе дома {n}");
        }
    }

    private static async Task ForwardAsync(HttpClient engine, Uri to, HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(to, context.Request.Path + context.Request.QueryString));
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            if (context.Request.Headers.ContentEncoding.Count > 0)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", context.Request.Headers.ContentEncoding.ToString());
            }
        }

        if (context.Request.Headers.Authorization.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        }

        using var response = await engine.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var name in new[] { "X-elastic-product", "Content-Type" })
        {
            if (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values))
            {
                context.Response.Headers[name] = values.First();
            }
        }

        await context.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
    }
}
