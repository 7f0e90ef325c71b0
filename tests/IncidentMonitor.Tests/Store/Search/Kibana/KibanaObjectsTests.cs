using System.Text.Json.Nodes;
using IncidentMonitor.Store.Search.Kibana;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>What Kibana 8.8 to 9 asks of its objects, over what both products ask.</summary>
internal sealed class KibanaObjectsTests
{
    private static readonly IReadOnlyList<JsonObject> Objects = Written.Objects(isDashboards: false);

    private static IEnumerable<JsonObject> Charts => Objects.OfType("dashboard").SelectMany(dashboard => dashboard.Panels())
        .Where(panel => panel["type"].Text() == "lens").Select(panel => panel["embeddableConfig"]!["attributes"]!.AsObject());

    private static JsonObject Layer(JsonObject chart) => chart["state"]!["datasourceStates"]!["formBased"]!["layers"]!.AsObject().Single().Value!.AsObject();

    [Test]
    public void No_stamp_is_newer_than_the_oldest_version_supported() => Assert.Multiple(() =>
    {
        var oldest = Version.Parse(KibanaObjects.OldestVersion);
        foreach (var item in Objects)
        {
            Assert.That(item["coreMigrationVersion"].Text(), Is.EqualTo(KibanaObjects.OldestVersion));
            Assert.That(Version.Parse(item["typeMigrationVersion"].Text()), Is.LessThanOrEqualTo(oldest).And.GreaterThanOrEqualTo(new Version(8, 0, 0)));
            Assert.That(item.ContainsKey("migrationVersion"), Is.False);
        }
    });

    [Test]
    public void Nothing_is_drawn_that_9_no_longer_makes() => Assert.Multiple(() =>
    {
        Assert.That(Objects.Select(item => item["type"].Text()).Distinct(), Is.EquivalentTo(new[] { "index-pattern", "search", "dashboard" }));
        var panels = Objects.OfType("dashboard").SelectMany(dashboard => dashboard.Panels()).ToList();
        Assert.That(panels.Select(panel => panel["type"].Text()).Distinct(), Is.SubsetOf(new[] { "lens", "search", "map", "visualization" }));
        Assert.That(panels.Where(panel => panel["type"].Text() == "visualization").Select(panel => panel["embeddableConfig"]!["savedVis"]!["type"].Text()), Has.All.EqualTo("markdown"));
        Assert.That(Charts.Select(chart => chart["visualizationType"].Text()).Distinct(), Is.SubsetOf(new[] { "lnsMetric", "lnsXY", "lnsHeatmap", "lnsDatatable" }));
    });

    [Test]
    public void Columns_of_a_chart_are_consistent() => Assert.Multiple(() =>
    {
        foreach (var chart in Charts)
        {
            var title = chart["title"].Text();
            var layer = Layer(chart);
            var columns = layer["columns"]!.AsObject();
            var order = layer["columnOrder"]!.AsArray().Select(id => id.Text()).ToList();
            Assert.That(order, Is.EquivalentTo(columns.Select(column => column.Key)), title);
            var bucketed = order.Select(id => columns[id]!["isBucketed"]!.GetValue<bool>()).ToList();
            Assert.That(bucketed, Is.EqualTo(bucketed.OrderByDescending(flag => flag)), $"{title}: buckets come first");
            Assert.That(columns.Select(column => column.Value!["label"].Text()), Is.Unique.And.All.Not.Empty, title);
            Assert.That(Drawn(chart).Order(), Is.EqualTo(order.Order()), $"{title}: every column is drawn once, and no other");
        }
    });

    /// <summary>What the visualization draws, by the names that each kind has for it.</summary>
    private static IEnumerable<string> Drawn(JsonObject chart)
    {
        foreach (var node in chart["state"]!["visualization"].Everything())
        {
            foreach (var (name, value) in node)
            {
                if (name is "metricAccessor" or "xAccessor" or "yAccessor" or "valueAccessor" or "splitAccessor" or "columnId")
                {
                    yield return value.Text();
                }
                else if (name is "accessors")
                {
                    foreach (var accessor in value!.AsArray())
                    {
                        yield return accessor.Text();
                    }
                }
            }
        }
    }

    [Test]
    public void Severities_have_the_same_colours_everywhere()
    {
        var colours = Charts.SelectMany(chart => chart["state"]!["visualization"].Everything().Where(node => node["forAccessor"] is not null)
            .Select(node => (Label: Layer(chart)["columns"]![node["forAccessor"].Text()]!["label"].Text(), Colour: node["color"].Text()))).Distinct().ToList();
        Assert.That(colours.Select(pair => pair.Label), Is.Unique);
        Assert.That(colours, Does.Contain(("Критическая", Colours.Critical)).And.Contain(("Просрочено", Colours.Critical)));
    }

    [TestCase("lnsMetric", "metric-basic-dataview.json")]
    [TestCase("lnsXY", "xy-chart-stacked-bar-dataview.json")]
    [TestCase("lnsHeatmap", "heatmap-dataview.json")]
    [TestCase("lnsDatatable", "datatable-advanced-dataview.json")]
    public void A_chart_has_the_shape_that_Kibana_itself_writes(string type, string fixture)
    {
        var theirs = JsonNode.Parse(File.ReadAllText(Repository.Shared("fixtures", "kibana", "lens-9.2.0", fixture)))!.AsObject();
        // Of taste, and not of need: how lines are fitted, whether bars end at the edge.
        string[] taste = ["hideEndzones", "emphasizeFitting", "yLeftExtent"];
        Assert.Multiple(() =>
        {
            foreach (var ours in Charts.Where(chart => chart["visualizationType"].Text() == type))
            {
                HasKeysOf(theirs, ours, "");
                HasKeysOf(theirs["state"]!, ours["state"]!, "state");
                HasKeysOf(theirs["state"]!["visualization"]!, ours["state"]!["visualization"]!, "visualization", taste);
                HasKeysOf(Layer(theirs), Layer(ours), "layer");
                var shapes = Layer(theirs)["columns"]!.AsObject().Select(column => column.Value!.AsObject()).Where(column => column["operationType"].Text() != "formula")
                    .DistinctBy(column => column["operationType"].Text()).ToDictionary(column => column["operationType"].Text(), StringComparer.Ordinal);
                foreach (var column in Layer(ours)["columns"]!.AsObject().Select(column => column.Value!))
                {
                    if (shapes.TryGetValue(column["operationType"].Text(), out var shape))
                    {
                        HasKeysOf(shape, column, "column");
                        HasKeysOf(shape["params"]!, column["params"]!, "params");
                    }
                }
            }
        });
    }

    private static void HasKeysOf(JsonNode theirs, JsonNode ours, string where, params string[] butFor) => Assert.That(
        ours.AsObject().Select(property => property.Key), Is.SupersetOf(theirs.AsObject().Select(property => property.Key).Except(butFor)), where);

    [Test]
    public void Controls_offer_values_of_words()
    {
        foreach (var dashboard in Objects.OfType("dashboard"))
        {
            var controls = dashboard["attributes"]!["controlGroupInput"]!["panelsJSON"]!.AsObject();
            Assert.That(controls.Select(control => control.Value!["type"].Text()), Has.All.EqualTo("optionsListControl"));
            Assert.That(controls.Select(control => control.Value!["explicitInput"]!["id"].Text()), Is.EqualTo(controls.Select(control => control.Key)));
            Assert.That(controls.Select(control => control.Value!["order"]!.GetValue<int>()), Is.EqualTo(Enumerable.Range(0, controls.Count)));
            Assert.That(controls.Select(control => Written.Shape.Fields[control.Value!["explicitInput"]!["fieldName"].Text()]), Has.All.EqualTo("keyword"));
        }
    }
}
