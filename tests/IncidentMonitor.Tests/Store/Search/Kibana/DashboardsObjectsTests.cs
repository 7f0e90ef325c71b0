using System.Text.Json.Nodes;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>What OpenSearch Dashboards 2 and 3 ask of their objects, over what both products ask.</summary>
internal sealed class DashboardsObjectsTests
{
    private static readonly IReadOnlyList<JsonObject> Objects = Written.Objects(isDashboards: true);

    [Test]
    public void Stamps_are_those_of_the_last_common_version() => Assert.Multiple(() =>
    {
        foreach (var item in Objects)
        {
            var stamp = item["migrationVersion"]!.AsObject().Single();
            Assert.That(stamp.Key, Is.EqualTo(item["type"].Text()));
            Assert.That(Version.Parse(stamp.Value.Text()), Is.LessThanOrEqualTo(new Version(7, 10, 2)));
            Assert.That(item.ContainsKey("typeMigrationVersion") || item.ContainsKey("coreMigrationVersion"), Is.False);
        }
    });

    [Test]
    public void Nothing_of_Kibana_is_left() => Assert.Multiple(() =>
    {
        Assert.That(Objects.Select(item => item["type"].Text()).Distinct(), Is.EquivalentTo(new[] { "index-pattern", "search", "visualization", "dashboard" }));
        Assert.That(Objects.OfType("visualization").Select(item => item["attributes"]!["visState"]!["type"].Text()).Distinct(),
            Is.SubsetOf(new[] { "histogram", "horizontal_bar", "metric", "table", "heatmap", "tile_map", "markdown", "input_control_vis" }));
        Assert.That(Objects.OfType("dashboard").SelectMany(dashboard => dashboard.Panels()).Select(panel => panel.ContainsKey("type")), Has.All.False);
    });

    [Test]
    public void Every_visualization_stands_on_one_dashboard()
    {
        var shown = Objects.OfType("dashboard").SelectMany(dashboard => dashboard["references"]!.AsArray()).Where(reference => reference!["type"].Text() == "visualization")
            .Select(reference => reference!["id"].Text());
        Assert.That(shown, Is.EquivalentTo(Objects.OfType("visualization").Select(item => item["id"].Text())));
    }

    [Test]
    public void Aggregations_are_numbered_and_ordered_by_the_count() => Assert.Multiple(() =>
    {
        foreach (var state in Objects.OfType("visualization").Select(item => item["attributes"]!["visState"]!))
        {
            var aggs = state["aggs"]!.AsArray();
            Assert.That(aggs.Select(agg => agg!["id"].Text()), Is.EqualTo(Enumerable.Range(1, aggs.Count).Select(id => $"{id}")));
            Assert.That(aggs.Where(agg => agg!["type"].Text() == "terms").Select(agg => agg!["params"]!["orderBy"].Text()), Has.All.EqualTo("1").Or.All.EqualTo("_key"));
            if (aggs.Any(agg => agg!["type"].Text() == "terms"))
            {
                Assert.That(aggs[0]!["type"].Text(), Is.EqualTo("count"), state["title"].Text());
            }
        }
    });

    [Test]
    public void The_data_view_holds_every_field_of_the_mapping()
    {
        var fields = Objects.OfType("index-pattern").Single()["attributes"]!["fields"]!.AsArray().ToDictionary(field => field!["name"].Text(), field => field!);
        Assert.That(fields.Keys.Where(name => name[0] != '_'), Is.EquivalentTo(Written.Shape.Fields.Keys));
        Assert.That(fields["posts.text"]["aggregatable"]!.GetValue<bool>(), Is.False);
        Assert.That(fields["posts.attachments.url"]["searchable"]!.GetValue<bool>(), Is.False, "index: false in the mapping");
        Assert.That(fields["topic.text"]["subType"]!["multi"]!["parent"].Text(), Is.EqualTo("topic"));
    }

    [TestCase("histogram")]
    [TestCase("table")]
    [TestCase("input_control_vis")]
    public void A_visualization_has_the_shape_of_one_exported(string type)
    {
        var theirs = Exported().Where(item => item["type"]?.Text() == "visualization").Select(item => item["attributes"]!["visState"]!).Where(state => state["type"].Text() == type).ToList();
        var ours = Objects.OfType("visualization").Select(item => item["attributes"]!["visState"]!).Where(state => state["type"].Text() == type).ToList();
        Assert.That(theirs, Is.Not.Empty);
        Assert.That(ours, Is.Not.Empty);
        var keys = KeysOfAll(theirs.Select(state => state["params"]!));
        Assert.Multiple(() =>
        {
            foreach (var state in ours)
            {
                Assert.That(Keys(state["params"]!), Is.SupersetOf(keys), state["title"].Text());
                foreach (var agg in state["aggs"]!.AsArray())
                {
                    var kind = agg!["type"].Text();
                    var alike = theirs.SelectMany(other => other["aggs"]!.AsArray()).OfType<JsonObject>().Where(other => other["type"].Text() == kind).ToList();
                    if (alike.Count > 0)
                    {
                        Assert.That(Keys(agg), Is.EquivalentTo(Keys(alike[0])));
                        // Saved with the time range of the day of export, which the dashboard overrides.
                        Assert.That(Keys(agg["params"]!), Is.SupersetOf(KeysOfAll(alike.Select(other => other!["params"]!)).Except(["timeRange"])), kind);
                    }
                }
            }
        });
    }

    [Test]
    public void Objects_have_the_attributes_of_those_exported() => Assert.Multiple(() =>
    {
        var exported = Exported().Where(item => item["type"] is not null).ToList();
        foreach (var type in new[] { "index-pattern", "search", "visualization", "dashboard" })
        {
            var keys = KeysOfAll(exported.OfType(type).Select(item => item["attributes"]!));
            Assert.That(Objects.OfType(type).Select(item => Keys(item["attributes"]!)), Has.All.Matches<List<string>>(all => keys.TrueForAll(all!.Contains)), type);
        }
    });

    private static List<JsonObject> Exported() => [.. new[] { "nginx-1.0.0.ndjson", "aws_elb-1.0.0.ndjson" }
        .SelectMany(file => File.ReadLines(Repository.Shared("fixtures", "kibana", "opensearch-dashboards", file)))
        .Select(line => Written.Open(JsonNode.Parse(line)!).AsObject())];

    private static List<string> Keys(JsonNode node) => [.. node.AsObject().Select(property => property.Key)];

    /// <summary>Keys that none of them lacks.</summary>
    private static List<string> KeysOfAll(IEnumerable<JsonNode> nodes) => nodes.Select(Keys).Aggregate((common, next) => [.. common.Intersect(next)]);
}
