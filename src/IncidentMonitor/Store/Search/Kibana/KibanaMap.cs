using System.Text.Json.Nodes;
using static IncidentMonitor.Store.Search.Kibana.SavedObject;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// A map within its dashboard: circles by number of incidents over the base map that Kibana is set up with. Without access to a tile server the
/// circles stand on white; nothing else is lost.
/// </summary>
internal static class KibanaMap
{
    public const string SourceRef = "layer_1_source_index_pattern";

    public static JsonObject Config(MapPanel map, TimeRange time) => new()
    {
        ["attributes"] = new JsonObject
        {
            ["description"] = "",
            ["layerListJSON"] = Text(new JsonArray(BaseMap(map.Id), Circles(map))),
            ["mapStateJSON"] = Text(new JsonObject
            {
                ["center"] = new JsonObject { ["lat"] = 56, ["lon"] = 60 },
                ["filters"] = new JsonArray(),
                ["query"] = KibanaObjects.Kql(map.Query),
                ["refreshConfig"] = new JsonObject { ["interval"] = 0, ["isPaused"] = true },
                ["settings"] = new JsonObject { ["autoFitToDataBounds"] = true },
                ["timeFilters"] = new JsonObject { ["from"] = time.From, ["to"] = time.To },
                ["zoom"] = 4,
            }),
            ["title"] = map.Title,
            ["uiStateJSON"] = Text(new JsonObject { ["isLayerTOCOpen"] = false, ["openTOCDetails"] = new JsonArray() }),
        },
        ["enhancements"] = new JsonObject(),
        ["isLayerTOCOpen"] = false,
    };

    private static JsonObject BaseMap(string id) => new()
    {
        ["alpha"] = 1,
        ["id"] = $"{id}-base",
        ["includeInFitToBounds"] = true,
        ["label"] = null,
        ["maxZoom"] = 24,
        ["minZoom"] = 0,
        ["sourceDescriptor"] = new JsonObject { ["id"] = null, ["isAutoSelect"] = true, ["type"] = "EMS_TMS" },
        ["style"] = new JsonObject { ["color"] = "", ["type"] = "EMS_VECTOR_TILE" },
        ["type"] = "EMS_VECTOR_TILE",
        ["visible"] = true,
    };

    private static JsonObject Circles(MapPanel map) => new()
    {
        ["alpha"] = 0.75,
        ["id"] = $"{map.Id}-circles",
        ["includeInFitToBounds"] = true,
        ["joins"] = new JsonArray(),
        ["label"] = "Инциденты",
        ["maxZoom"] = 24,
        ["minZoom"] = 0,
        ["sourceDescriptor"] = new JsonObject
        {
            ["applyForceRefresh"] = true,
            ["applyGlobalQuery"] = true,
            ["applyGlobalTime"] = true,
            ["geoField"] = map.Field,
            ["id"] = $"{map.Id}-source",
            ["indexPatternRefName"] = SourceRef,
            ["metrics"] = new JsonArray(new JsonObject { ["type"] = "count" }),
            ["requestType"] = "point",
            ["resolution"] = "FINE",
            ["type"] = "ES_GEO_GRID",
        },
        ["style"] = new JsonObject
        {
            ["isTimeAware"] = true,
            ["properties"] = new JsonObject
            {
                ["fillColor"] = ByCount(new JsonObject { ["color"] = "Yellow to Red", ["colorCategory"] = "palette_0", ["type"] = "ORDINAL" }),
                ["iconSize"] = ByCount(new JsonObject { ["maxSize"] = 28, ["minSize"] = 7 }),
                ["labelText"] = ByCount([]),
                ["lineColor"] = new JsonObject { ["options"] = new JsonObject { ["color"] = Colours.White }, ["type"] = "STATIC" },
            },
            ["type"] = "VECTOR",
        },
        ["type"] = "GEOJSON_VECTOR",
        ["visible"] = true,
    };

    private static JsonObject ByCount(JsonObject options)
    {
        options["field"] = new JsonObject { ["name"] = "doc_count", ["origin"] = "source" };
        options["fieldMetaOptions"] = new JsonObject { ["isEnabled"] = false, ["sigma"] = 3 };
        return new JsonObject { ["options"] = options, ["type"] = "DYNAMIC" };
    }
}
