using System.Text.Json.Nodes;
using static IncidentMonitor.Store.Search.Kibana.SavedObject;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// The workspace as OpenSearch Dashboards 2 and 3 read it: every panel is an object of its own, drawn from aggregations. The stamps are those
/// of the last version that both products shared.
/// </summary>
internal static class DashboardsObjects
{
    private const string SearchSource = "kibanaSavedObjectMeta.searchSourceJSON.index";

    /// <param name="mapping">The index's <c>mappings.properties</c>: Dashboards keeps a copy of the fields in the data view.</param>
    public static IReadOnlyList<SavedObject> Write(Workspace workspace, JsonObject mapping) =>
    [
        View(workspace.View, mapping),
        .. workspace.Searches.Select(search => Search(search, workspace.View)),
        .. workspace.Dashboards.SelectMany(dashboard => Panels(dashboard, workspace.View)),
        .. workspace.Dashboards.Select(DashboardOf),
    ];

    private static JsonObject Stamps(string type, string version) => new() { ["migrationVersion"] = new JsonObject { [type] = version } };

    private static SavedObject View(DataView view, JsonObject mapping) => new(view.Id, "index-pattern", new JsonObject
    {
        ["fieldFormatMap"] = Text(KibanaObjects.Formats(view)),
        ["fields"] = Text(new JsonArray([.. DashboardsFields.Of(mapping)])),
        ["timeFieldName"] = view.TimeField,
        ["title"] = view.Pattern,
    }, [], Stamps("index-pattern", "7.6.0"));

    private static SavedObject Search(SavedSearch search, DataView view) => new(search.Id, "search", new JsonObject
    {
        ["columns"] = new JsonArray([.. search.Columns.Select(column => JsonValue.Create(column))]),
        ["description"] = search.Description,
        ["hits"] = 0,
        ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = Text(KibanaObjects.Source(search.Query)) },
        ["sort"] = KibanaObjects.SortOf(search),
        ["title"] = search.Title,
        ["version"] = 1,
    }, [new Reference("index-pattern", view.Id, SearchSource)], Stamps("search", "7.9.3"));

    private static IEnumerable<SavedObject> Panels(Dashboard dashboard, DataView view)
    {
        yield return Visualization(ControlsId(dashboard), $"{dashboard.Title}: отбор", VisState.Controls(dashboard), "{}", NoSource,
            [.. dashboard.Controls.Select((_, index) => new Reference("index-pattern", view.Id, $"control_{index}_index_pattern"))]);
        foreach (var panel in dashboard.Panels.Select(placed => placed.Panel))
        {
            // The list of visualizations shows titles alone, without their dashboards.
            var title = $"{dashboard.Title}: {panel.Title}";
            switch (panel)
            {
                case TextPanel text:
                    yield return Visualization(panel.Id, title, VisState.Markdown(text), "{}", NoSource, []);
                    break;
                case CountPanel counts:
                    yield return Visualization(panel.Id, title, VisState.Of(counts), VisState.Colouring(counts), Text(KibanaObjects.Source(counts.Query)),
                        [new Reference("index-pattern", view.Id, SearchSource)]);
                    break;
            }
        }
    }

    private static string ControlsId(Dashboard dashboard) => $"{dashboard.Id}-controls";

    /// <summary>What has no index of its own still needs a query, an empty one.</summary>
    private static string NoSource => Text(new JsonObject { ["filter"] = new JsonArray(), ["query"] = KibanaObjects.Kql("") });

    private static SavedObject Visualization(string id, string title, JsonObject state, string uiState, string source, IReadOnlyList<Reference> references)
    {
        state["title"] = title;
        return new SavedObject(id, "visualization", new JsonObject
        {
            ["description"] = "",
            ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = source },
            ["title"] = title,
            ["uiStateJSON"] = uiState,
            ["version"] = 1,
            ["visState"] = Text(state),
        }, references, Stamps("visualization", "7.10.0"));
    }

    /// <summary>Rows that the controls take; in Kibana they have a place of their own above the grid.</summary>
    private const int ControlRows = 6;

    private static SavedObject DashboardOf(Dashboard dashboard)
    {
        var references = new List<Reference>();
        var panels = new JsonArray();
        Place(new PlacedPanel(new TextPanel(ControlsId(dashboard), "Отбор", ""), 0, 0, Layout.Columns, ControlRows), "visualization", ControlsId(dashboard), null);
        foreach (var placed in dashboard.Panels)
        {
            var moved = placed with { Y = placed.Y + ControlRows };
            switch (placed.Panel)
            {
                case RowsPanel rows:
                    Place(moved, "search", rows.Search.Id, rows.Search.Time);
                    break;
                default:
                    Place(moved, "visualization", placed.Panel.Id, (placed.Panel as CountPanel)?.Time);
                    break;
            }
        }

        return new SavedObject(dashboard.Id, "dashboard", new JsonObject
        {
            ["description"] = dashboard.Description,
            ["hits"] = 0,
            ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = NoSource },
            ["optionsJSON"] = Text(new JsonObject { ["hidePanelTitles"] = false, ["useMargins"] = true }),
            ["panelsJSON"] = Text(panels),
            ["refreshInterval"] = KibanaObjects.Refresh(dashboard),
            ["timeFrom"] = dashboard.Time.From,
            ["timeRestore"] = true,
            ["timeTo"] = dashboard.Time.To,
            ["title"] = dashboard.Title,
            ["version"] = 1,
        }, references, Stamps("dashboard", "7.9.3"));

        void Place(PlacedPanel placed, string type, string id, TimeRange? time)
        {
            var name = $"panel_{references.Count}";
            references.Add(new Reference(type, id, name));
            var config = new JsonObject { ["title"] = placed.Panel.Title, ["hidePanelTitles"] = placed.Panel is TextPanel };
            if (time is not null)
            {
                config["timeRange"] = new JsonObject { ["from"] = time.From, ["to"] = time.To };
            }

            panels.Add((JsonNode)new JsonObject
            {
                ["embeddableConfig"] = config,
                ["gridData"] = KibanaObjects.Grid(placed),
                ["panelIndex"] = placed.Panel.Id,
                ["panelRefName"] = name,
                ["version"] = "7.10.2",
            });
        }
    }
}
