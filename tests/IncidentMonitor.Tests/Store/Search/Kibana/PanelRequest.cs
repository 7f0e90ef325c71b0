using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>
/// The search that a product sends for a panel, built from the object as it is written, and its answer as cells: names of buckets and measure →
/// number. Cells without a number are left out, and names are sorted, because the products nest buckets in different orders.
/// </summary>
internal sealed class PanelRequest
{
    private readonly List<JsonObject> _buckets = [];
    private readonly List<(string? Name, JsonObject? Aggregation)> _measures = [];

    private PanelRequest(string query, string from) => Body = new JsonObject
    {
        ["size"] = 0,
        ["track_total_hits"] = true,
        ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = new JsonArray(Kql.ToQuery(query), Since(from)) } },
    };

    public JsonObject Body { get; }

    /// <summary>What a time range adds; both files name this field, see <see cref="SavedObjectsTests"/>.</summary>
    public static JsonObject Since(string from) =>
        new() { ["range"] = new JsonObject { ["startedAt"] = new JsonObject { ["gte"] = from, ["lte"] = "now" } } };

    /// <summary>Panels that count, of all dashboards of an import file.</summary>
    public static IEnumerable<(string Id, PanelRequest Request)> All(bool isDashboards)
    {
        var objects = Written.Objects(isDashboards);
        foreach (var dashboard in objects.OfType("dashboard"))
        {
            foreach (var panel in dashboard.Panels())
            {
                var from = panel["embeddableConfig"]!["timeRange"]?["from"].Text() ?? dashboard["attributes"]!["timeFrom"].Text();
                if (Of(objects, dashboard, panel, from) is { } request)
                {
                    yield return (panel["panelIndex"].Text(), request);
                }
            }
        }
    }

    private static PanelRequest? Of(IReadOnlyList<JsonObject> objects, JsonObject dashboard, JsonObject panel, string from)
    {
        if (panel["type"]?.Text() is { } type)
        {
            var attributes = panel["embeddableConfig"]!["attributes"];
            return type switch
            {
                "lens" => OfLens(attributes!, from),
                "map" => OfMap(attributes!, from),
                _ => null,
            };
        }

        var reference = dashboard["references"]!.AsArray().Single(reference => reference!["name"].Text() == panel["panelRefName"].Text())!;
        var shown = objects.Single(item => item["type"].Text() == reference["type"].Text() && item["id"].Text() == reference["id"].Text())["attributes"]!;
        return shown["visState"]?["type"].Text() is { } kind and not ("markdown" or "input_control_vis") ? OfVisState(shown, from) : null;
    }

    /// <param name="from">Beginning of the time range that holds for the panel.</param>
    private static PanelRequest OfLens(JsonNode attributes, string from)
    {
        var state = attributes["state"]!;
        var request = new PanelRequest(state["query"]!["query"].Text(), from);
        var layer = state["datasourceStates"]!["formBased"]!["layers"]!.AsObject().Single().Value!;
        // A chart names its bars in a legend of bands only; a number and the columns of a table have names of their own.
        var isNamed = attributes["visualizationType"].Text() is "lnsMetric" or "lnsDatatable";
        foreach (var column in layer["columnOrder"]!.AsArray().Select(id => layer["columns"]![id.Text()]!))
        {
            var (field, parameters) = (column["sourceField"]?.Text(), column["params"]);
            var name = column["label"].Text();
            switch (column["operationType"].Text())
            {
                case "terms":
                    var isByValue = parameters!["orderBy"]!["type"].Text() == "alphabetical";
                    request.Terms(field!, parameters["size"]!.GetValue<int>(), isByValue, parameters["orderDirection"].Text());
                    break;
                case "date_histogram":
                    request.Timeline(field!, parameters!["interval"].Text());
                    break;
                case "filters":
                    request.Filters(parameters!["filters"]!.AsArray());
                    break;
                case "count" when column["filter"] is { } filter:
                    request._measures.Add((name, new JsonObject { ["filter"] = Kql.ToQuery(filter["query"].Text()) }));
                    break;
                case "count":
                    request._measures.Add((isNamed ? name : null, null));
                    break;
                case var operation:
                    request.Measure(name, operation, field!);
                    break;
            }
        }

        return request.Closed();
    }

    private static PanelRequest OfVisState(JsonNode attributes, string from)
    {
        var state = attributes["visState"]!;
        var request = new PanelRequest(attributes["kibanaSavedObjectMeta"]!["searchSourceJSON"]!["query"]!["query"].Text(), from);
        var isNamed = state["type"].Text() is "metric" or "table";
        foreach (var aggregation in state["aggs"]!.AsArray())
        {
            var parameters = aggregation!["params"]!;
            var (name, field) = (parameters["customLabel"]?.Text(), parameters["field"]?.Text());
            switch (aggregation["type"].Text())
            {
                case "terms":
                    request.Terms(field!, parameters["size"]!.GetValue<int>(), parameters["orderBy"].Text() == "_key", parameters["order"].Text());
                    break;
                case "date_histogram":
                    request.Timeline(field!, "1" + parameters["interval"].Text());
                    break;
                case "filters":
                    request.Filters(parameters["filters"]!.AsArray());
                    break;
                case "geohash_grid":
                    request._buckets.Add(new JsonObject { ["geohash_grid"] = new JsonObject { ["field"] = field, ["precision"] = parameters["precision"]!.GetValue<int>() } });
                    break;
                case "count":
                    request._measures.Add((isNamed ? name : null, null));
                    break;
                case var operation:
                    request.Measure(name!, operation, field!);
                    break;
            }
        }

        return request.Closed();
    }

    /// <summary>The layer of circles of a map.</summary>
    private static PanelRequest OfMap(JsonNode attributes, string from)
    {
        var source = attributes["layerListJSON"]!.AsArray().Select(layer => layer!["sourceDescriptor"]!).Single(descriptor => descriptor["type"].Text() == "ES_GEO_GRID");
        var request = new PanelRequest("", from);
        request._buckets.Add(new JsonObject { ["geotile_grid"] = new JsonObject { ["field"] = source["geoField"].Text(), ["precision"] = 12 } });
        request._measures.Add((null, null));
        return request.Closed();
    }

    public Dictionary<string, double> Read(JsonElement answer)
    {
        var cells = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!answer.TryGetProperty("aggregations", out var root))
        {
            root = answer;
        }

        Walk(root, 0, [], answer.GetProperty("hits").GetProperty("total").GetProperty("value").GetDouble());
        return cells;

        void Walk(JsonElement level, int depth, List<string> names, double count)
        {
            if (depth < _buckets.Count)
            {
                var buckets = level.GetProperty($"b{depth}").GetProperty("buckets");
                var named = buckets.ValueKind is JsonValueKind.Object
                    ? buckets.EnumerateObject().Select(bucket => (bucket.Name, Bucket: bucket.Value))
                    : buckets.EnumerateArray().Select(bucket => (Name: NameOf(depth, bucket), Bucket: bucket));
                foreach (var (name, bucket) in named)
                {
                    Walk(bucket, depth + 1, [.. names, name], bucket.GetProperty("doc_count").GetDouble());
                }

                return;
            }

            for (var index = 0; index < _measures.Count; index++)
            {
                var (name, aggregation) = _measures[index];
                var value = aggregation is null ? count : Value(level.GetProperty($"m{index}"));
                if (value is not 0 and { } number)
                {
                    cells[Key([.. names, .. name is null ? Array.Empty<string>() : [name]])] = number;
                }
            }
        }
    }

    public static string Key(IEnumerable<string> names) => string.Join('|', names.Order(StringComparer.Ordinal));

    /// <summary>A number says of what: hour 1 of weekday 2 is another cell than hour 2 of weekday 1.</summary>
    private string NameOf(int depth, JsonElement bucket) => bucket.TryGetProperty("key_as_string", out var text) ? text.GetString()!
        : bucket.GetProperty("key") is { ValueKind: JsonValueKind.String } word ? word.GetString()!
        : $"{_buckets[depth]["terms"]!["field"].Text()} {bucket.GetProperty("key")}";

    private static double? Value(JsonElement measure) =>
        measure.TryGetProperty("doc_count", out var count) ? count.GetDouble()
        : measure.TryGetProperty("values", out var values) ? Number(values.EnumerateObject().Single().Value)
        : Number(measure.GetProperty("value"));

    private static double? Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    private void Terms(string field, int size, bool isByValue, string direction) => _buckets.Add(new JsonObject
    {
        ["terms"] = new JsonObject { ["field"] = field, ["size"] = size, ["order"] = new JsonObject { [isByValue ? "_key" : "_count"] = direction } },
    });

    private void Timeline(string field, string interval) => _buckets.Add(new JsonObject
    {
        ["date_histogram"] = new JsonObject { ["field"] = field, ["calendar_interval"] = interval, ["time_zone"] = "UTC", ["min_doc_count"] = 1 },
    });

    private void Filters(JsonArray filters) => _buckets.Add(new JsonObject
    {
        ["filters"] = new JsonObject
        {
            ["filters"] = new JsonObject([.. filters.Select(filter => KeyValuePair.Create(filter!["label"].Text(), (JsonNode?)Kql.ToQuery(filter["input"]!["query"].Text())))]),
        },
    });

    private void Measure(string name, string operation, string field) => _measures.Add((name, operation switch
    {
        "average" or "avg" => On("avg", field),
        "unique_count" or "cardinality" => On("cardinality", field),
        "min" or "max" => On(operation, field),
        "median" => new JsonObject { ["percentiles"] = new JsonObject { ["field"] = field, ["percents"] = new JsonArray(50) } },
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a measure."),
    }));

    private static JsonObject On(string aggregation, string field) => new() { [aggregation] = new JsonObject { ["field"] = field } };

    private PanelRequest Closed()
    {
        var inner = new JsonObject([.. _measures.Select((measure, index) => (measure.Aggregation, Name: string.Create(CultureInfo.InvariantCulture, $"m{index}")))
            .Where(measure => measure.Aggregation is not null).Select(measure => KeyValuePair.Create(measure.Name, (JsonNode?)measure.Aggregation))]);
        for (var depth = _buckets.Count - 1; depth >= 0; depth--)
        {
            _buckets[depth]["aggs"] = inner;
            inner = new JsonObject { [$"b{depth}"] = _buckets[depth] };
        }

        if (inner.Count > 0)
        {
            Body["aggs"] = inner;
        }

        return this;
    }
}
