using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// A counting panel as the state of Lens: one layer of columns, and how they are drawn. Only operations that need no second column
/// (a formula stands for columns that Lens itself computes).
/// </summary>
internal static class LensChart
{
    private const string Layer = "rows";

    public const string LayerRef = $"indexpattern-datasource-layer-{Layer}";

    public static JsonObject Attributes(CountPanel panel, DataView view)
    {
        var columns = new LensColumns();
        var (type, visualization) = Draw(panel, columns);
        if (type is not "lnsXY")
        {
            // Bars can have several layers and name them one by one.
            visualization["layerId"] = Layer;
            visualization["layerType"] = "data";
        }

        return new JsonObject
        {
            ["references"] = new JsonArray(new JsonObject { ["id"] = view.Id, ["name"] = LayerRef, ["type"] = "index-pattern" }),
            ["state"] = new JsonObject
            {
                ["adHocDataViews"] = new JsonObject(),
                ["datasourceStates"] = new JsonObject { ["formBased"] = new JsonObject { ["layers"] = new JsonObject { [Layer] = columns.ToLayer() } } },
                ["filters"] = new JsonArray(),
                ["internalReferences"] = new JsonArray(),
                ["query"] = KibanaObjects.Kql(panel.Query),
                ["visualization"] = visualization,
            },
            ["title"] = panel.Title,
            ["type"] = "lens",
            ["visualizationType"] = type,
        };
    }

    private static (string Type, JsonObject Visualization) Draw(CountPanel panel, LensColumns columns) => panel switch
    {
        NumberPanel number => ("lnsMetric", Number(number, columns)),
        BarPanel bars => ("lnsXY", Bars(bars, columns)),
        HeatPanel heat => ("lnsHeatmap", Heat(heat, columns)),
        TablePanel table => ("lnsDatatable", Table(table, columns)),
        _ => throw new ArgumentOutOfRangeException(nameof(panel), panel, "Not a Lens chart."),
    };

    private static JsonObject Number(NumberPanel number, LensColumns columns)
    {
        var state = new JsonObject { ["metricAccessor"] = columns.Measure(number.Measure), ["showBar"] = false };
        if (number.Alarm is { } alarm)
        {
            state["palette"] = Alarm(alarm);
        }

        return state;
    }

    /// <summary>Green at 0, the alarm's colour from 1 on.</summary>
    private static JsonObject Alarm(string colour) => new()
    {
        ["name"] = "custom",
        ["params"] = new JsonObject
        {
            ["colorStops"] = new JsonArray(Stop(Colours.Good, 0), Stop(colour, 1)),
            ["continuity"] = "above",
            ["maxSteps"] = 5,
            ["name"] = "custom",
            ["progression"] = "fixed",
            ["rangeMax"] = null,
            ["rangeMin"] = 0,
            ["rangeType"] = "number",
            ["reverse"] = false,
            ["steps"] = 2,
            ["stops"] = new JsonArray(Stop(Colours.Good, 1), Stop(colour, 2)),
        },
        ["type"] = "palette",
    };

    private static JsonObject Stop(string colour, int at) => new() { ["color"] = colour, ["stop"] = at };

    private static JsonObject Bars(BarPanel bars, LensColumns columns)
    {
        // The split's buckets lie outside those of the axis.
        var split = bars.Split?.Terms is { } terms ? columns.Bucket(terms) : null;
        var x = columns.Bucket(bars.Axis);
        IReadOnlyList<(string Column, string? Colour)> accessors = bars.Split?.Bands is { } bands
            ? [.. bands.Items.Select(band => (columns.CountOf(band), (string?)band.Colour))]
            : [(columns.Measure(Measure.Count("Инцидентов")), null)];
        var layer = new JsonObject
        {
            ["accessors"] = new JsonArray([.. accessors.Select(accessor => JsonValue.Create(accessor.Column))]),
            ["layerId"] = Layer,
            ["layerType"] = "data",
            ["position"] = "top",
            ["seriesType"] = Series(bars.Style),
            ["showGridlines"] = false,
            ["xAccessor"] = x,
            ["yConfig"] = new JsonArray([.. accessors.Where(accessor => accessor.Colour is not null)
                .Select(accessor => new JsonObject { ["color"] = accessor.Colour, ["forAccessor"] = accessor.Column })]),
        };
        if (split is not null)
        {
            layer["splitAccessor"] = split;
        }

        return new JsonObject
        {
            ["axisTitlesVisibilitySettings"] = new JsonObject { ["x"] = false, ["yLeft"] = false, ["yRight"] = false },
            ["fittingFunction"] = "None",
            ["gridlinesVisibilitySettings"] = Everywhere(),
            ["labelsOrientation"] = new JsonObject { ["x"] = 0, ["yLeft"] = 0, ["yRight"] = 0 },
            ["layers"] = new JsonArray((JsonNode)layer),
            ["legend"] = new JsonObject { ["isVisible"] = bars.Split is not null, ["position"] = "bottom" },
            ["preferredSeriesType"] = Series(bars.Style),
            ["tickLabelsVisibilitySettings"] = Everywhere(),
            ["valueLabels"] = "hide",
        };
    }

    private static JsonObject Everywhere() => new() { ["x"] = true, ["yLeft"] = true, ["yRight"] = true };

    private static string Series(BarStyle style) => style switch
    {
        BarStyle.Lying => "bar_horizontal_stacked",
        BarStyle.LyingShare => "bar_horizontal_percentage_stacked",
        _ => "bar_stacked",
    };

    private static JsonObject Heat(HeatPanel heat, LensColumns columns)
    {
        var (y, x) = (columns.Bucket(heat.Y), columns.Bucket(heat.X));
        return new JsonObject
        {
            ["gridConfig"] = new JsonObject
            {
                ["isCellLabelVisible"] = true,
                ["isXAxisLabelVisible"] = true,
                ["isXAxisTitleVisible"] = false,
                ["isYAxisLabelVisible"] = true,
                ["isYAxisTitleVisible"] = false,
                ["type"] = "heatmap_grid",
            },
            ["legend"] = new JsonObject { ["isVisible"] = true, ["position"] = "right", ["type"] = "heatmap_legend" },
            ["shape"] = "heatmap",
            ["valueAccessor"] = columns.Measure(Measure.Count("Инцидентов")),
            ["xAccessor"] = x,
            ["yAccessor"] = y,
        };
    }

    private static JsonObject Table(TablePanel table, LensColumns columns)
    {
        string[] ids = [.. table.Rows.Select(columns.Bucket), .. table.Measures.Select(columns.Measure)];
        return new JsonObject
        {
            ["columns"] = new JsonArray([.. ids.Select(id => new JsonObject { ["columnId"] = id, ["isTransposed"] = false })]),
            ["rowHeight"] = "auto",
        };
    }
}
