using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>
/// Every panel and every saved search of both import files, asked of a real engine as the product would ask, against SQL over the same record.
/// <c>INCIDENTMONITOR_SEARCH_URL</c> names the engine.
/// </summary>
[Category("Search")]
[Parallelizable(ParallelScope.None)]
internal sealed class PanelNumbersTests
{
    private const string TimeField = "startedAt";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private Scratch? _scratch;
    private IncidentStore? _store;
    private IndexCluster? _cluster;

    [OneTimeSetUp]
    public async Task IndexTheRegion()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables("INCIDENTMONITOR_").Build();
        var search = new SearchSettings { Alias = "imtest-kibana" }.With(environment);
        if (!search.IsOn)
        {
            return;
        }

        _scratch = new Scratch();
        _store = new IncidentStore(SqliteDatabase.Open(_scratch.Path));
        await _store.WriteAsync(unit => InventedRegion.Fill(unit, _now), CancellationToken.None);
        var settings = new Settings { Region = new RegionSettings { TimeZone = "Asia/Yekaterinburg" }, Search = search };
        _cluster = new IndexCluster(new SearchClient(search, TimeProvider.System), IndexShape.Create(SearchWords.Load(Repository.Config)), search.Alias);
        var feed = new IndexFeed(_store, _cluster, settings, TimeProvider.System, NullLogger<IndexFeed>.Instance);
        await new IndexRebuild(_store, _cluster, feed, TimeProvider.System, NullLogger<IndexRebuild>.Instance).RunAsync(null, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Clear()
    {
        if (_cluster is not null)
        {
            foreach (var index in await _cluster.IndicesAsync(CancellationToken.None))
            {
                await _cluster.DeleteAsync(index, CancellationToken.None);
            }

            _cluster.Client.Dispose();
        }

        _store?.Dispose();
        _scratch?.Dispose();
    }

    [Test]
    public async Task Panels_show_what_the_record_holds([Values] bool isDashboards, [Values("shift", "agency", "leader")] string dashboard)
    {
        var (cluster, store) = Engine();
        var shown = new List<(string Id, Dictionary<string, double> Cells)>();
        foreach (var (id, request) in Counting(isDashboards).Where(panel => panel.Id.StartsWith($"{dashboard}-", StringComparison.Ordinal)))
        {
            using var answer = await cluster.Client.SendAsync(HttpMethod.Post, $"/{cluster.Alias}/_search", request.Body.ToJsonString(), CancellationToken.None);
            var cells = request.Read(answer.Root);
            // The engine cuts the map into cells and SQL does not: all cells together.
            shown.Add((id, id == "leader-map" ? new() { ["на карте"] = cells.Values.Sum() } : cells));
        }

        Assert.Multiple(() =>
        {
            foreach (var (id, cells) in shown)
            {
                var held = store.Read(connection => connection.Query<(string Names, object? Value)>(PanelSql.Cells[id], new { now = _now.ToUnixTimeMilliseconds() }))
                    .Select(row => (row.Names, Value: Convert.ToDouble(row.Value, CultureInfo.InvariantCulture))) // whole and broken numbers in one column
                    .Where(row => row.Value != 0)
                    .ToDictionary(row => PanelRequest.Key(row.Names.Split('|', StringSplitOptions.RemoveEmptyEntries)), row => row.Value, StringComparer.Ordinal);
                Assert.That(held, Is.Not.Empty, $"{id}: the region has something for every panel");
                Assert.That(cells.Keys, Is.EquivalentTo(held.Keys), id);
                // Engines estimate a median from a digest of the values; all else is exact.
                var tolerance = id == "leader-confidence" ? 0.01 : 1e-9;
                Assert.That(cells.Where(cell => Math.Abs(cell.Value - held.GetValueOrDefault(cell.Key)) > tolerance * Math.Abs(cell.Value)), Is.Empty, id);
            }
        });
    }

    [Test]
    public async Task Queues_list_what_waits_in_their_order([Values] bool isDashboards)
    {
        var (cluster, store) = Engine();
        foreach (var search in Written.Objects(isDashboards).OfType("search"))
        {
            var id = search["id"].Text();
            // Dashboards keeps no time range in a search: the links and the dashboards bring the one that Kibana has in it.
            var from = Written.Objects(isDashboards: false).OfType("search").Single(item => item["id"].Text() == id)["attributes"]!["timeRange"]!["from"].Text();
            using var answer = await cluster.Client.SendAsync(HttpMethod.Post, $"/{cluster.Alias}/_search", Rows(search["attributes"]!, from).ToJsonString(), CancellationToken.None);
            var listed = answer.Root.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("fields").GetProperty("number")[0].GetInt64()).ToList();
            var held = store.Read(connection => connection.Query<long>(PanelSql.Rows[id], new { now = _now.ToUnixTimeMilliseconds() })).ToList();
            Assert.That(held, Is.Not.Empty, id);
            Assert.That(listed, Is.EqualTo(held), id);
        }
    }

    private static JsonObject Rows(JsonNode search, string from) => new()
    {
        ["size"] = 600,
        ["_source"] = false,
        ["docvalue_fields"] = new JsonArray("number"),
        ["query"] = new JsonObject
        {
            ["bool"] = new JsonObject { ["filter"] = new JsonArray(Kql.ToQuery(search["kibanaSavedObjectMeta"]!["searchSourceJSON"]!["query"]!["query"].Text()), PanelRequest.Since(TimeField, from)) },
        },
        ["sort"] = new JsonArray([.. search["sort"]!.AsArray().Select(sort => new JsonObject { [sort![0].Text()] = sort[1].Text() }), new JsonObject { ["number"] = "asc" }]),
    };

    [Test]
    public void No_panel_and_no_queue_is_left_out([Values] bool isDashboards)
    {
        Assert.That(PanelSql.Cells.Keys, Is.EquivalentTo(Counting(isDashboards).Select(panel => panel.Id)));
        Assert.That(PanelSql.Rows.Keys, Is.EquivalentTo(Written.Objects(isDashboards).OfType("search").Select(search => search["id"].Text())));
    }

    private (IndexCluster Cluster, IncidentStore Store) Engine()
    {
        if (_cluster is null || _store is null)
        {
            Assert.Ignore("INCIDENTMONITOR_SEARCH_URL names no engine.");
        }

        return (_cluster!, _store!);
    }

    /// <summary>Panels that count, each with the request that its product sends.</summary>
    private static IEnumerable<(string Id, PanelRequest Request)> Counting(bool isDashboards)
    {
        var objects = Written.Objects(isDashboards);
        foreach (var dashboard in objects.OfType("dashboard"))
        {
            foreach (var panel in dashboard.Panels())
            {
                var from = panel["embeddableConfig"]!["timeRange"]?["from"].Text() ?? dashboard["attributes"]!["timeFrom"].Text();
                if (Request(objects, dashboard, panel, from) is { } request)
                {
                    yield return (panel["panelIndex"].Text(), request);
                }
            }
        }
    }

    private static PanelRequest? Request(IReadOnlyList<JsonObject> objects, JsonObject dashboard, JsonObject panel, string from)
    {
        if (panel["type"]?.Text() is { } type)
        {
            var attributes = panel["embeddableConfig"]!["attributes"];
            return type switch
            {
                "lens" => PanelRequest.OfLens(attributes!, from, TimeField),
                "map" => PanelRequest.OfMap(attributes!, from, TimeField),
                _ => null,
            };
        }

        var reference = dashboard["references"]!.AsArray().Single(reference => reference!["name"].Text() == panel["panelRefName"].Text())!;
        var shown = objects.Single(item => item["type"].Text() == reference["type"].Text() && item["id"].Text() == reference["id"].Text())["attributes"]!;
        return shown["visState"]?["type"].Text() is { } kind and not ("markdown" or "input_control_vis") ? PanelRequest.OfVisState(shown, from, TimeField) : null;
    }
}
