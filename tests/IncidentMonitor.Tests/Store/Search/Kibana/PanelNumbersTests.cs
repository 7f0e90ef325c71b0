using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>
/// Every panel and every saved search of both import files, asked of a real engine as the product would ask, against SQL over the same record.
/// <c>INCIDENTMONITOR_SEARCH_URL</c> names the engine.
/// </summary>
[Category(SearchEngine.Category)]
[Parallelizable(ParallelScope.None)]
internal sealed class PanelNumbersTests
{
        private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private SearchRig _rig = null!;

    [OneTimeSetUp]
    public async Task IndexTheRegion()
    {
        _rig = new SearchRig(SearchEngine.Settings("t-kibana"), TimeProvider.System);
        await _rig.Store.WriteAsync(unit => InventedRegion.Fill(unit, _now), CancellationToken.None);
        await _rig.Rebuild.RunAsync(null, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task ClearAsync()
    {
        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }

    [Test]
    public async Task Panels_show_what_the_record_holds([Values] bool isDashboards, [Values("shift", "agency", "leader")] string dashboard)
    {
        var (cluster, store) = (_rig.Cluster, _rig.Store);
        var shown = new List<(string Id, Dictionary<string, double> Cells)>();
        foreach (var (id, request) in PanelRequest.All(isDashboards).Where(panel => panel.Id.StartsWith($"{dashboard}-", StringComparison.Ordinal)))
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
        var (cluster, store) = (_rig.Cluster, _rig.Store);
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
            ["bool"] = new JsonObject { ["filter"] = new JsonArray(Kql.ToQuery(search["kibanaSavedObjectMeta"]!["searchSourceJSON"]!["query"]!["query"].Text()), PanelRequest.Since(from)) },
        },
        ["sort"] = new JsonArray([.. search["sort"]!.AsArray().Select(sort => new JsonObject { [sort![0].Text()] = sort[1].Text() }), new JsonObject { ["number"] = "asc" }]),
    };
}
