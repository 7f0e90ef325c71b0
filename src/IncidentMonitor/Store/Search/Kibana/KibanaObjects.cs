using System.Text.Json.Nodes;
using static IncidentMonitor.Store.Search.Kibana.SavedObject;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// The workspace as Kibana 8.8 to 9 reads it. Charts are Lens, within their dashboard; nothing that 9 no longer makes.
/// The stamps are those of 8.8: a newer Kibana migrates an older object on import, an older one refuses a newer object.
/// </summary>
internal static class KibanaObjects
{
    /// <summary>The oldest version that takes <c>typeMigrationVersion</c>.</summary>
    public const string OldestVersion = "8.8.0";

    private const string SearchSource = "kibanaSavedObjectMeta.searchSourceJSON.index";

    public static IReadOnlyList<SavedObject> Write(Workspace workspace) =>
    [
        View(workspace.View),
        .. workspace.Searches.Select(search => Search(search, workspace.View)),
        .. workspace.Dashboards.Select(dashboard => DashboardOf(dashboard, workspace.View)),
    ];

    private static JsonObject Stamps(string typeVersion) => new() { ["coreMigrationVersion"] = OldestVersion, ["managed"] = false, ["typeMigrationVersion"] = typeVersion };

    private static SavedObject View(DataView view) => new(view.Id, "index-pattern", new JsonObject
    {
        ["allowHidden"] = false,
        ["fieldAttrs"] = Text(new JsonObject([.. view.Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)new JsonObject { ["customLabel"] = field.Label }))])),
        ["fieldFormatMap"] = Text(Formats(view)),
        ["fields"] = "[]", // Kibana asks the index itself
        ["name"] = view.Name,
        ["runtimeFieldMap"] = "{}",
        ["sourceFilters"] = "[]",
        ["timeFieldName"] = view.TimeField,
        ["title"] = view.Pattern,
    }, [], Stamps("8.0.0"));

    internal static JsonObject Formats(DataView view) =>
        new([.. view.Fields.Where(field => field.Format is not null).Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Format!.ToJson()))]);

    private static SavedObject Search(SavedSearch search, DataView view) => new(search.Id, "search", new JsonObject
    {
        ["columns"] = new JsonArray([.. search.Columns.Select(column => JsonValue.Create(column))]),
        ["description"] = search.Description,
        ["grid"] = new JsonObject { ["columns"] = new JsonObject([.. search.Columns.Where(Widths.ContainsKey).Select(column => KeyValuePair.Create(column, (JsonNode?)new JsonObject { ["width"] = Widths[column] }))]) },
        ["hideChart"] = true,
        ["isTextBasedQuery"] = false,
        ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = Text(Source(search.Query)) },
        ["refreshInterval"] = new JsonObject { ["pause"] = false, ["value"] = 30_000 },
        ["rowHeight"] = 2,
        ["sort"] = SortOf(search),
        ["timeRange"] = new JsonObject { ["from"] = search.Time.From, ["to"] = search.Time.To },
        ["timeRestore"] = true,
        ["title"] = search.Title,
    }, [new Reference("index-pattern", view.Id, SearchSource)], Stamps("8.0.0"));

    /// <summary>Pixels of the columns whose values are short, so that the text gets the rest.</summary>
    private static readonly Dictionary<string, int> Widths = new(StringComparer.Ordinal)
    {
        ["severityRank"] = 80,
        ["consoleUrl"] = 150,
        ["number"] = 80,
        ["confidence"] = 110,
        ["postCount"] = 100,
        ["deadline"] = 150,
        ["deadlines.react"] = 150,
    };

    internal static JsonArray SortOf(SavedSearch search) =>
        new([.. search.Sort.Select(sort => new JsonArray(sort.Field, sort.IsDescending ? "desc" : "asc"))]);

    internal static JsonObject Source(string query) => new()
    {
        ["filter"] = new JsonArray(),
        ["indexRefName"] = SearchSource,
        ["query"] = Kql(query),
    };

    internal static JsonObject Kql(string query) => new() { ["language"] = "kuery", ["query"] = query };

    private static SavedObject DashboardOf(Dashboard dashboard, DataView view)
    {
        var references = new List<Reference>();
        var panels = new JsonArray();
        foreach (var placed in dashboard.Panels)
        {
            var id = placed.Panel.Id;
            var panel = new JsonObject
            {
                ["gridData"] = Grid(placed),
                ["panelIndex"] = id,
                ["title"] = placed.Panel.Title,
                ["version"] = OldestVersion,
            };
            switch (placed.Panel)
            {
                case RowsPanel rows:
                    panel["type"] = "search";
                    panel["embeddableConfig"] = Config(rows.Search.Time);
                    panel["panelRefName"] = $"panel_{id}";
                    references.Add(new Reference("search", rows.Search.Id, $"{id}:panel_{id}"));
                    break;
                case TextPanel text:
                    panel["type"] = "visualization";
                    panel["embeddableConfig"] = Markdown(text);
                    break;
                case MapPanel map:
                    panel["type"] = "map";
                    panel["embeddableConfig"] = KibanaMap.Config(map, dashboard.Time);
                    references.Add(new Reference("index-pattern", view.Id, $"{id}:{KibanaMap.SourceRef}"));
                    break;
                case CountPanel chart:
                    panel["type"] = "lens";
                    var config = Config(chart.Time);
                    config["attributes"] = LensChart.Attributes(chart, view);
                    panel["embeddableConfig"] = config;
                    references.Add(new Reference("index-pattern", view.Id, $"{id}:{LensChart.LayerRef}"));
                    break;
            }

            panels.Add((JsonNode)panel);
        }

        references.AddRange(dashboard.Controls.Select(control => new Reference("index-pattern", view.Id, $"controlGroup_{control.Id}:optionsListDataView")));
        return new SavedObject(dashboard.Id, "dashboard", new JsonObject
        {
            ["controlGroupInput"] = ControlGroup(dashboard.Controls),
            ["description"] = dashboard.Description,
            ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = Text(new JsonObject { ["filter"] = new JsonArray(), ["query"] = Kql("") }) },
            ["optionsJSON"] = Text(new JsonObject { ["hidePanelTitles"] = false, ["syncColors"] = true, ["syncCursor"] = true, ["syncTooltips"] = false, ["useMargins"] = true }),
            ["panelsJSON"] = Text(panels),
            ["refreshInterval"] = Refresh(dashboard),
            ["timeFrom"] = dashboard.Time.From,
            ["timeRestore"] = true,
            ["timeTo"] = dashboard.Time.To,
            ["title"] = dashboard.Title,
            ["version"] = 1,
        }, references, Stamps("8.7.0"));
    }

    internal static JsonObject Grid(PlacedPanel placed) => new() { ["h"] = placed.Height, ["i"] = placed.Panel.Id, ["w"] = placed.Width, ["x"] = placed.X, ["y"] = placed.Y };

    internal static JsonObject Refresh(Dashboard dashboard) => new() { ["pause"] = false, ["value"] = (long)dashboard.Refresh.TotalMilliseconds };

    private static JsonObject Config(TimeRange? time)
    {
        var config = new JsonObject { ["enhancements"] = new JsonObject() };
        if (time is not null)
        {
            config["timeRange"] = new JsonObject { ["from"] = time.From, ["to"] = time.To };
        }

        return config;
    }

    private static JsonObject Markdown(TextPanel text) => new()
    {
        ["enhancements"] = new JsonObject(),
        ["hidePanelTitles"] = true,
        ["savedVis"] = new JsonObject
        {
            ["data"] = new JsonObject { ["aggs"] = new JsonArray(), ["searchSource"] = new JsonObject { ["filter"] = new JsonArray(), ["query"] = Kql("") } },
            ["description"] = "",
            ["params"] = new JsonObject { ["fontSize"] = 12, ["markdown"] = text.Markdown, ["openLinksInNewTab"] = false },
            ["title"] = text.Title,
            ["type"] = "markdown",
            ["uiState"] = new JsonObject(),
        },
    };

    private static JsonObject ControlGroup(IReadOnlyList<Control> controls) => new()
    {
        ["chainingSystem"] = "HIERARCHICAL",
        ["controlStyle"] = "oneLine",
        ["ignoreParentSettingsJSON"] = Text(new JsonObject { ["ignoreFilters"] = false, ["ignoreQuery"] = false, ["ignoreTimerange"] = false, ["ignoreValidations"] = false }),
        ["panelsJSON"] = Text(new JsonObject([.. controls.Select((control, order) => KeyValuePair.Create(control.Id, (JsonNode?)new JsonObject
        {
            ["explicitInput"] = new JsonObject
            {
                ["enhancements"] = new JsonObject(),
                ["fieldName"] = control.Field,
                ["id"] = control.Id,
                ["selectedOptions"] = new JsonArray(),
                ["title"] = control.Label,
            },
            ["grow"] = true,
            ["order"] = order,
            ["type"] = "optionsListControl",
            ["width"] = "medium",
        }))])),
    };
}
