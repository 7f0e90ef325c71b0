using System.Text.Json.Nodes;
using static IncidentMonitor.Store.Search.Kibana.SavedObject;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>A panel as the <c>visState</c> of an OpenSearch Dashboards visualization: its kind, its aggregations, how it is drawn.</summary>
internal static class VisState
{
    public static JsonObject Of(CountPanel panel) => panel switch
    {
        NumberPanel number => Number(number),
        BarPanel bars => Bars(bars),
        HeatPanel heat => Heat(heat),
        TablePanel table => Table(table),
        MapPanel map => Map(map),
        _ => throw new ArgumentOutOfRangeException(nameof(panel), panel, "Not a chart of Dashboards."),
    };

    /// <summary>Colours of the bands; here they hang on the values' names.</summary>
    public static string Colouring(CountPanel panel) => panel is BarPanel { Split.Bands: { } bands }
        ? Text(new JsonObject { ["vis"] = new JsonObject { ["colors"] = new JsonObject([.. bands.Items.Select(band => KeyValuePair.Create(band.Label, (JsonNode?)band.Colour))]) } })
        : "{}";

    public static JsonObject Markdown(TextPanel text) => new()
    {
        ["aggs"] = new JsonArray(),
        ["params"] = new JsonObject { ["fontSize"] = 12, ["markdown"] = text.Markdown, ["openLinksInNewTab"] = false },
        ["type"] = "markdown",
    };

    public static JsonObject Controls(Dashboard dashboard) => new()
    {
        ["aggs"] = new JsonArray(),
        ["params"] = new JsonObject
        {
            ["controls"] = new JsonArray([.. dashboard.Controls.Select((control, index) => new JsonObject
            {
                ["fieldName"] = control.Field,
                ["id"] = control.Id,
                ["indexPatternRefName"] = $"control_{index}_index_pattern",
                ["label"] = control.Label,
                ["options"] = new JsonObject { ["dynamicOptions"] = true, ["multiselect"] = true, ["order"] = "desc", ["size"] = 50, ["type"] = "terms" },
                ["parent"] = "",
                ["type"] = "list",
            })]),
            ["pinFilters"] = false,
            ["updateFiltersOnChange"] = true,
            ["useTimeFilter"] = false,
        },
        ["type"] = "input_control_vis",
    };

    private static JsonObject Number(NumberPanel number)
    {
        var ranges = number.Alarm is null
            ? new JsonArray((JsonNode)Range(0, 1_000_000))
            : new JsonArray(Range(0, 1), Range(1, 1_000_000));
        return new JsonObject
        {
            ["aggs"] = new VisAggs().Measure(number.Measure).ToJson(),
            ["params"] = new JsonObject
            {
                ["addLegend"] = false,
                ["addTooltip"] = true,
                ["metric"] = new JsonObject
                {
                    ["colorSchema"] = "Green to Red",
                    ["colorsRange"] = ranges,
                    ["invertColors"] = false,
                    ["labels"] = new JsonObject { ["show"] = true },
                    ["metricColorMode"] = number.Alarm is null ? "None" : "Labels",
                    ["percentageMode"] = false,
                    ["style"] = new JsonObject { ["bgColor"] = false, ["bgFill"] = "#000", ["fontSize"] = 48, ["labelColor"] = number.Alarm is not null, ["subText"] = "" },
                    ["useRanges"] = false,
                },
                ["type"] = "metric",
            },
            ["type"] = "metric",
        };
    }

    private static JsonObject Range(int from, int to) => new() { ["from"] = from, ["to"] = to };

    private static JsonObject Bars(BarPanel bars)
    {
        var aggs = new VisAggs().Measure(Measure.Count("Инцидентов")).Bucket("segment", bars.Axis);
        if (bars.Split is { } split)
        {
            aggs.Bucket("group", (Axis?)split.Bands ?? split.Terms!);
        }

        var isLying = bars.Style is not BarStyle.Standing;
        return new JsonObject
        {
            ["aggs"] = aggs.ToJson(),
            ["params"] = new JsonObject
            {
                ["addLegend"] = bars.Split is not null,
                ["addTimeMarker"] = false,
                ["addTooltip"] = true,
                ["categoryAxes"] = new JsonArray((JsonNode)new JsonObject
                {
                    ["id"] = "CategoryAxis-1",
                    ["labels"] = new JsonObject { ["filter"] = !isLying, ["show"] = true, ["truncate"] = isLying ? 200 : 100 },
                    ["position"] = isLying ? "left" : "bottom",
                    ["scale"] = new JsonObject { ["type"] = "linear" },
                    ["show"] = true,
                    ["style"] = new JsonObject(),
                    ["title"] = new JsonObject(),
                    ["type"] = "category",
                }),
                ["grid"] = new JsonObject { ["categoryLines"] = false },
                ["labels"] = new JsonObject { ["show"] = false },
                ["legendPosition"] = "bottom",
                ["seriesParams"] = new JsonArray((JsonNode)new JsonObject
                {
                    ["data"] = new JsonObject { ["id"] = "1", ["label"] = "Инцидентов" },
                    ["drawLinesBetweenPoints"] = true,
                    ["lineWidth"] = 2,
                    ["mode"] = "stacked",
                    ["show"] = true,
                    ["showCircles"] = true,
                    ["type"] = "histogram",
                    ["valueAxis"] = "ValueAxis-1",
                }),
                ["thresholdLine"] = new JsonObject { ["color"] = "#E7664C", ["show"] = false, ["style"] = "full", ["value"] = 10, ["width"] = 1 },
                ["times"] = new JsonArray(),
                ["type"] = "histogram",
                ["valueAxes"] = new JsonArray((JsonNode)new JsonObject
                {
                    ["id"] = "ValueAxis-1",
                    ["labels"] = new JsonObject { ["filter"] = isLying, ["rotate"] = 0, ["show"] = true, ["truncate"] = 100 },
                    ["name"] = isLying ? "BottomAxis-1" : "LeftAxis-1",
                    ["position"] = isLying ? "bottom" : "left",
                    ["scale"] = new JsonObject { ["mode"] = bars.Style is BarStyle.LyingShare ? "percentage" : "normal", ["type"] = "linear" },
                    ["show"] = true,
                    ["style"] = new JsonObject(),
                    ["title"] = new JsonObject { ["text"] = "" },
                    ["type"] = "value",
                }),
            },
            ["type"] = isLying ? "horizontal_bar" : "histogram",
        };
    }

    private static JsonObject Heat(HeatPanel heat) => new()
    {
        ["aggs"] = new VisAggs().Measure(Measure.Count("Инцидентов")).Bucket("segment", heat.X).Bucket("group", heat.Y).ToJson(),
        ["params"] = new JsonObject
        {
            ["addLegend"] = true,
            ["addTooltip"] = true,
            ["colorSchema"] = "Reds",
            ["colorsNumber"] = 6,
            ["colorsRange"] = new JsonArray(),
            ["enableHover"] = false,
            ["invertColors"] = false,
            ["legendPosition"] = "right",
            ["percentageMode"] = false,
            ["setColorRange"] = false,
            ["times"] = new JsonArray(),
            ["type"] = "heatmap",
            ["valueAxes"] = new JsonArray((JsonNode)new JsonObject
            {
                ["id"] = "ValueAxis-1",
                ["labels"] = new JsonObject { ["color"] = "black", ["overwriteColor"] = false, ["rotate"] = 0, ["show"] = true },
                ["scale"] = new JsonObject { ["defaultYExtents"] = false, ["type"] = "linear" },
                ["show"] = false,
                ["type"] = "value",
            }),
        },
        ["type"] = "heatmap",
    };

    private static JsonObject Table(TablePanel table)
    {
        var aggs = new VisAggs();
        foreach (var measure in table.Measures)
        {
            aggs.Measure(measure);
        }

        foreach (var row in table.Rows)
        {
            aggs.Bucket("bucket", row);
        }

        return new JsonObject
        {
            ["aggs"] = aggs.ToJson(),
            ["params"] = new JsonObject
            {
                ["percentageCol"] = "",
                ["perPage"] = 20,
                ["showMetricsAtAllLevels"] = false,
                ["showPartialRows"] = false,
                ["showTotal"] = false,
                ["totalFunc"] = "sum",
            },
            ["type"] = "table",
        };
    }

    private static JsonObject Map(MapPanel map) => new()
    {
        ["aggs"] = new VisAggs().Measure(Measure.Count("Инцидентов")).GeoGrid(map.Field).ToJson(),
        ["params"] = new JsonObject
        {
            ["addTooltip"] = true,
            ["colorSchema"] = "Yellow to Red",
            ["heatClusterSize"] = 1.5,
            ["isDesaturated"] = true,
            ["legendPosition"] = "bottomright",
            ["mapCenter"] = new JsonArray(56, 60),
            ["mapType"] = "Scaled Circle Markers",
            ["mapZoom"] = 4,
            ["wms"] = new JsonObject { ["enabled"] = false, ["options"] = new JsonObject { ["format"] = "image/png", ["transparent"] = true } },
        },
        ["type"] = "tile_map",
    };
}
