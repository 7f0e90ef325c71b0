using System.Globalization;
using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The aggregations of a visualization, in the order in which they nest; the first is what the others count or order by.</summary>
internal sealed class VisAggs
{
    private readonly JsonArray _items = [];

    public JsonArray ToJson() => _items;

    public VisAggs Measure(Measure measure)
    {
        var parameters = new JsonObject { ["customLabel"] = measure.Label };
        if (measure.Field is not null)
        {
            parameters["field"] = measure.Field;
        }

        return Add("metric", measure.Kind switch
        {
            MeasureKind.Count => "count",
            MeasureKind.Average => "avg",
            MeasureKind.Median => "median",
            MeasureKind.Unique => "cardinality",
            MeasureKind.Earliest => "min",
            _ => "max",
        }, parameters);
    }

    /// <param name="schema">What the kind of visualization calls the place of the bucket: segment, group, bucket.</param>
    public VisAggs Bucket(string schema, Axis axis) => axis switch
    {
        Terms terms => Add(schema, "terms", new JsonObject
        {
            ["customLabel"] = terms.Label,
            ["field"] = terms.Field,
            ["missingBucket"] = false,
            ["missingBucketLabel"] = "нет",
            ["order"] = terms.InOrder ? "asc" : "desc",
            ["orderBy"] = terms.InOrder ? "_key" : "1", // id of the count
            ["otherBucket"] = false,
            ["otherBucketLabel"] = "остальные",
            ["size"] = terms.Size,
        }),
        Timeline timeline => Add(schema, "date_histogram", new JsonObject
        {
            ["customLabel"] = timeline.Label,
            ["drop_partials"] = false,
            ["extended_bounds"] = new JsonObject(),
            ["field"] = timeline.Field,
            ["interval"] = timeline.Unit.ToString(),
            ["min_doc_count"] = 1,
            ["scaleMetricValues"] = false,
            ["useNormalizedOpenSearchInterval"] = true,
        }),
        Bands bands => Add(schema, "filters", new JsonObject
        {
            ["filters"] = new JsonArray([.. bands.Items.Select(band => new JsonObject { ["input"] = KibanaObjects.Kql(band.Query), ["label"] = band.Label })]),
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "Not a bucket of Dashboards."),
    };

    public VisAggs GeoGrid(string field) => Add("segment", "geohash_grid", new JsonObject
    {
        ["autoPrecision"] = true,
        ["field"] = field,
        ["isFilteredByCollar"] = true,
        ["precision"] = 5,
        ["useGeocentroid"] = true,
    });

    private VisAggs Add(string schema, string type, JsonObject parameters)
    {
        _items.Add((JsonNode)new JsonObject
        {
            ["enabled"] = true,
            ["id"] = (_items.Count + 1).ToString(CultureInfo.InvariantCulture),
            ["params"] = parameters,
            ["schema"] = schema,
            ["type"] = type,
        });
        return this;
    }
}
