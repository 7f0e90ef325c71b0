using System.Text.Json.Nodes;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>Where objects name a field, and which types do there.</summary>
internal sealed record FieldUse(string Where, string Field, Func<string, bool> Fits);

internal static class FieldUses
{
    private static readonly string[] Numbers = ["byte", "integer", "long", "double"];

    private static bool Any(string type) => true;

    /// <summary>Has doc values: can be sorted, counted by, listed in a control.</summary>
    private static bool Countable(string type) => type is "keyword" or "boolean" or "date" || Numbers.Contains(type);

    private static bool Date(string type) => type is "date";

    private static bool Number(string type) => Numbers.Contains(type);

    private static bool Point(string type) => type is "geo_point";

    public static IEnumerable<FieldUse> Of(IEnumerable<JsonObject> objects) => objects.SelectMany(Of);

    private static IEnumerable<FieldUse> Of(JsonObject item)
    {
        var where = item["id"].Text();
        var attributes = item["attributes"]!;
        foreach (var query in attributes.Queries())
        {
            foreach (var field in Kql.FieldsOf(query))
            {
                yield return new($"{where}: {query}", field, Any);
            }
        }

        switch (item["type"].Text())
        {
            case "index-pattern":
                foreach (var name in attributes["fieldFormatMap"]!.AsObject().Concat(attributes["fieldAttrs"]?.AsObject() ?? []))
                {
                    yield return new(where, name.Key, Any);
                }

                yield return new(where, attributes["timeFieldName"].Text(), Date);
                break;
            case "search":
                foreach (var column in attributes["columns"]!.AsArray())
                {
                    yield return new(where, column.Text(), Any);
                }

                foreach (var sort in attributes["sort"]!.AsArray())
                {
                    yield return new(where, sort![0].Text(), Countable);
                }

                break;
        }

        foreach (var node in attributes.Everything())
        {
            if (node["sourceField"] is JsonValue source && source.Text() is var field && field != "___records___")
            {
                yield return new($"{where}: {node["label"]}", field, ForOperation(node["operationType"].Text()));
            }
            else if (node["schema"] is not null && node["params"]?["field"] is JsonValue aggregated)
            {
                yield return new($"{where}: {node["type"]}", aggregated.Text(), ForOperation(node["type"].Text()));
            }
            else if (node["fieldName"] is JsonValue control)
            {
                yield return new(where, control.Text(), Countable);
            }
            else if (node["geoField"] is JsonValue geo)
            {
                yield return new(where, geo.Text(), Point);
            }
        }
    }

    private static Func<string, bool> ForOperation(string operation) => operation switch
    {
        "terms" or "unique_count" or "cardinality" => Countable,
        "date_histogram" => Date,
        "average" or "avg" or "median" => Number,
        "min" or "max" => type => Date(type) || Number(type),
        "geohash_grid" => Point,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "The test does not know what this operation needs."),
    };
}
