using System.Text.Json.Nodes;
using IncidentMonitor.Store.Search.Kibana;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>What both import files must hold to, whatever the product.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class SavedObjectsTests(bool isDashboards)
{
    private readonly IReadOnlyList<JsonObject> _objects = Written.Objects(isDashboards);

    [Test]
    public void The_committed_file_is_what_the_code_writes() => Assert.That(
        File.ReadAllText(Written.PathOf(isDashboards)), Is.EqualTo(SavedObject.File(new KibanaSetup("incidents", Written.Shape).Objects(isDashboards))),
        "run: dotnet run --project src/IncidentMonitor -- saved-objects config/kibana");

    [Test]
    public void Ids_are_unique_and_fixed()
    {
        var ids = _objects.Select(item => $"{item["type"].Text()} {item["id"].Text()}").ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(_objects.Select(item => item["id"].Text()), Has.All.Matches("^(incident-monitor|shift|agency|leader)-[a-z-]+$"));
        Assert.That(ids, Has.Some.EqualTo("index-pattern incident-monitor-incidents").And.Some.EqualTo("dashboard incident-monitor-shift").And.Some.EqualTo("search incident-monitor-search-overdue"));
    }

    [Test]
    public void References_resolve_both_ways() => Assert.Multiple(() =>
    {
        var known = _objects.Select(item => (item["type"].Text(), item["id"].Text())).ToHashSet();
        foreach (var item in _objects)
        {
            var references = item["references"]!.AsArray();
            Assert.That(references.Select(reference => reference!["name"].Text()), Is.EquivalentTo(NamesWithin(item)), item["id"].Text());
            foreach (var reference in references)
            {
                Assert.That(known, Does.Contain((reference!["type"].Text(), reference["id"].Text())), item["id"].Text());
            }
        }
    });

    /// <summary>A dashboard of Kibana names the references of a panel after the panel.</summary>
    private List<string> NamesWithin(JsonObject item)
    {
        if (isDashboards || item["type"].Text() != "dashboard")
        {
            return [.. RefNames(item["attributes"])];
        }

        var names = new List<string>();
        foreach (var panel in item.Panels())
        {
            var id = panel["panelIndex"].Text();
            names.AddRange(RefNames(panel).Select(name => $"{id}:{name}"));
            names.AddRange((panel["embeddableConfig"]!["attributes"]?["references"]?.AsArray() ?? []).Select(reference => $"{id}:{reference!["name"].Text()}"));
        }

        names.AddRange(item["attributes"]!["controlGroupInput"]!["panelsJSON"]!.AsObject().Select(control => $"controlGroup_{control.Key}:optionsListDataView"));
        return names;
    }

    private static IEnumerable<string> RefNames(JsonNode? node) =>
        node.Everything().SelectMany(item => item).Where(property => property.Key.EndsWith("RefName", StringComparison.Ordinal)).Select(property => property.Value.Text());

    [Test]
    public void Panels_lie_on_the_grid_beside_each_other() => Assert.Multiple(() =>
    {
        foreach (var dashboard in _objects.OfType("dashboard"))
        {
            var taken = new HashSet<(int, int)>();
            Assert.That(dashboard.Panels().Select(panel => panel["panelIndex"].Text()), Is.Unique);
            foreach (var panel in dashboard.Panels())
            {
                var grid = panel["gridData"]!;
                var (x, y, width, height) = (grid["x"]!.GetValue<int>(), grid["y"]!.GetValue<int>(), grid["w"]!.GetValue<int>(), grid["h"]!.GetValue<int>());
                var id = panel["panelIndex"].Text();
                Assert.That(grid["i"].Text(), Is.EqualTo(id));
                Assert.That(x >= 0 && width > 0 && height > 0 && x + width <= 48, id);
                for (var cell = 0; cell < width * height; cell++)
                {
                    Assert.That(taken.Add((x + (cell % width), y + (cell / width))), $"{id} covers another panel");
                }
            }
        }
    });

    [Test]
    public void Every_field_is_in_the_mapping_and_fits_its_use() => Assert.Multiple(() =>
    {
        foreach (var use in FieldUses.Of(_objects))
        {
            Assert.That(Written.Shape.Fields, Does.ContainKey(use.Field), use.Where);
            if (Written.Shape.Fields.TryGetValue(use.Field, out var type))
            {
                Assert.That(use.Fits(type), $"{use.Where}: {use.Field} is {type}");
            }
        }
    });

    [Test]
    public void Times_are_date_math_and_dashboards_keep_them() => Assert.Multiple(() =>
    {
        foreach (var dashboard in _objects.OfType("dashboard"))
        {
            var attributes = dashboard["attributes"]!;
            Assert.That(attributes["timeRestore"]!.GetValue<bool>());
            Assert.That(attributes["timeFrom"].Text(), Does.Match("^now-[0-9]+[hd]$"));
            Assert.That(attributes["timeTo"].Text(), Is.EqualTo("now"));
            Assert.That(attributes["refreshInterval"]!["value"]!.GetValue<int>(), Is.InRange(10_000, 3_600_000));
        }

        // What waits for an answer may have begun long before the dashboard's range: its panels look further back.
        foreach (var panel in _objects.OfType("dashboard").SelectMany(dashboard => dashboard.Panels()))
        {
            var id = panel["panelIndex"].Text();
            if (id.Contains("overdue", StringComparison.Ordinal) || id.Contains("near-due", StringComparison.Ordinal) || id.Contains("unassigned", StringComparison.Ordinal))
            {
                Assert.That(panel["embeddableConfig"]!["timeRange"]!["from"].Text(), Is.EqualTo("now-90d"), id);
            }
        }
    });

    [Test]
    public void Each_row_leads_to_its_card()
    {
        var view = _objects.OfType("index-pattern").Single()["attributes"]!;
        Assert.That(view["title"].Text(), Is.EqualTo("incidents"));
        Assert.That(view["timeFieldName"].Text(), Is.EqualTo("startedAt"));
        Assert.That(view["fieldFormatMap"]!["consoleUrl"]!["params"]!["labelTemplate"].Text(), Is.EqualTo("Открыть карточку"));
        Assert.That(_objects.OfType("search").Select(search => search["attributes"]!["columns"]!.AsArray().Select(column => column.Text())), Has.All.Contains("consoleUrl"));
    }

    [Test]
    public void Every_panel_and_queue_is_compared_with_SQL()
    {
        Assert.That(PanelSql.Cells.Keys, Is.EquivalentTo(PanelRequest.All(isDashboards).Select(panel => panel.Id)));
        Assert.That(PanelSql.Rows.Keys, Is.EquivalentTo(_objects.OfType("search").Select(search => search["id"].Text())));
    }

    [Test]
    public void The_signpost_leads_to_every_queue_and_screen()
    {
        var markdown = string.Join('\n', _objects.Select(item => item.Everything().Select(node => node["markdown"]).FirstOrDefault(text => text is not null)?.Text()));
        foreach (var target in _objects.OfType("search").Concat(_objects.OfType("dashboard")))
        {
            var app = target["type"].Text() == "search" ? "discover" : "dashboards";
            Assert.That(markdown, Does.Contain($"{app}#/view/{target["id"].Text()}"));
        }
    }
}
