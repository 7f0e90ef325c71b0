using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The columns of a Lens layer in the order in which its buckets nest: buckets first, then what is measured in them.</summary>
internal sealed class LensColumns
{
    private const string Records = "___records___";

    private readonly List<(string Id, JsonObject Column)> _buckets = [];
    private readonly List<(string Id, JsonObject Column)> _measures = [];

    /// <summary>Adds a bucket inside those added before.</summary>
    public string Bucket(Axis axis)
    {
        var column = axis switch
        {
            Terms terms => TermsOf(terms),
            Timeline timeline => TimelineOf(timeline),
            Bands bands => FiltersOf(bands),
            _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "Not a bucket of Lens."),
        };
        return Add(_buckets, "bucket", axis.Label, column);
    }

    public string Measure(Measure measure)
    {
        if (measure.Kind is MeasureKind.Count)
        {
            return Add(_measures, "measure", measure.Label, Count());
        }

        return Add(_measures, "measure", measure.Label, new JsonObject
        {
            ["dataType"] = measure.Kind is MeasureKind.Earliest or MeasureKind.Latest ? "date" : "number",
            ["isBucketed"] = false,
            ["operationType"] = measure.Kind switch
            {
                MeasureKind.Average => "average",
                MeasureKind.Median => "median",
                MeasureKind.Unique => "unique_count",
                MeasureKind.Earliest => "min",
                _ => "max",
            },
            ["params"] = new JsonObject { ["emptyAsNull"] = measure.Kind is not MeasureKind.Unique },
            ["scale"] = "ratio",
            ["sourceField"] = measure.Field,
        });
    }

    /// <summary>The count of a band: a column of its own, because Lens gives colours to columns, not to values.</summary>
    public string CountOf(Band band)
    {
        var column = Count();
        column["filter"] = KibanaObjects.Kql(band.Query);
        return Add(_measures, "measure", band.Label, column);
    }

    public JsonObject ToLayer() => new()
    {
        ["columnOrder"] = new JsonArray([.. _buckets.Concat(_measures).Select(item => JsonValue.Create(item.Id))]),
        ["columns"] = new JsonObject([.. _buckets.Concat(_measures).Select(item => KeyValuePair.Create(item.Id, (JsonNode?)item.Column))]),
        ["incompleteColumns"] = new JsonObject(),
    };

    private static string Add(List<(string Id, JsonObject Column)> list, string name, string label, JsonObject column)
    {
        column["customLabel"] = true;
        column["label"] = label;
        var id = $"{name}-{list.Count + 1}";
        list.Add((id, column));
        return id;
    }

    private static JsonObject Count() => new()
    {
        ["dataType"] = "number",
        ["isBucketed"] = false,
        ["operationType"] = "count",
        ["params"] = new JsonObject { ["emptyAsNull"] = false },
        ["scale"] = "ratio",
        ["sourceField"] = Records,
    };

    private static JsonObject TermsOf(Terms terms)
    {
        var parameters = new JsonObject
        {
            ["exclude"] = new JsonArray(),
            ["excludeIsRegex"] = false,
            ["include"] = new JsonArray(),
            ["includeIsRegex"] = false,
            ["missingBucket"] = false,
            ["orderBy"] = terms.InOrder ? new JsonObject { ["fallback"] = false, ["type"] = "alphabetical" } : new JsonObject { ["type"] = "custom" },
            ["orderDirection"] = terms.InOrder ? "asc" : "desc",
            ["otherBucket"] = false,
            ["parentFormat"] = new JsonObject { ["id"] = "terms" },
            ["size"] = terms.Size,
        };
        if (!terms.InOrder)
        {
            // By all incidents of the value: a panel's own columns may each count a part of them.
            var all = Count();
            all["label"] = "Инцидентов";
            parameters["orderAgg"] = all;
        }

        return new JsonObject
        {
            ["dataType"] = terms.IsNumber ? "number" : "string",
            ["isBucketed"] = true,
            ["operationType"] = "terms",
            ["params"] = parameters,
            ["scale"] = "ordinal",
            ["sourceField"] = terms.Field,
        };
    }

    private static JsonObject TimelineOf(Timeline timeline) => new()
    {
        ["dataType"] = "date",
        ["isBucketed"] = true,
        ["operationType"] = "date_histogram",
        ["params"] = new JsonObject { ["dropPartials"] = false, ["includeEmptyRows"] = true, ["interval"] = $"1{timeline.Unit}" },
        ["scale"] = "interval",
        ["sourceField"] = timeline.Field,
    };

    private static JsonObject FiltersOf(Bands bands) => new()
    {
        ["dataType"] = "string",
        ["isBucketed"] = true,
        ["operationType"] = "filters",
        ["params"] = new JsonObject
        {
            ["filters"] = new JsonArray([.. bands.Items.Select(band => new JsonObject { ["input"] = KibanaObjects.Kql(band.Query), ["label"] = band.Label })]),
        },
        ["scale"] = "ordinal",
    };
}
