using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>A data view's copy of the mapping, as OpenSearch Dashboards keeps it.</summary>
internal static class DashboardsFields
{
    /// <param name="mapping">An index's <c>mappings.properties</c>.</param>
    public static IEnumerable<JsonNode> Of(JsonObject mapping) =>
    [
        .. Walk(mapping, "", null),
        Meta("_id", "string", isSearchable: true),
        Meta("_index", "string", isSearchable: true),
        Meta("_score", "number", isSearchable: false),
        Meta("_source", "_source", isSearchable: false),
    ];

    /// <summary>The products' own families of types.</summary>
    public static string FamilyOf(string esType) => esType switch
    {
        "text" or "keyword" => "string",
        "date" or "boolean" or "geo_point" => esType,
        "byte" or "short" or "integer" or "long" or "float" or "double" => "number",
        _ => throw new ArgumentOutOfRangeException(nameof(esType), esType, "The mapping has a type that the data view does not know."),
    };

    private static IEnumerable<JsonNode> Walk(JsonObject properties, string prefix, string? parent)
    {
        foreach (var (name, node) in properties)
        {
            var (path, field) = (prefix + name, node!.AsObject());
            if (field["type"]?.GetValue<string>() is { } type)
            {
                yield return Field(path, type, field, parent);
            }

            if (field["properties"] is JsonObject inner)
            {
                foreach (var item in Walk(inner, path + ".", null))
                {
                    yield return item;
                }
            }

            if (field["fields"] is JsonObject others)
            {
                foreach (var item in Walk(others, path + ".", path))
                {
                    yield return item;
                }
            }
        }
    }

    private static JsonObject Field(string path, string type, JsonObject mapped, string? parent)
    {
        var hasDocValues = type is not "text" && mapped["doc_values"]?.GetValue<bool>() is not false;
        var field = new JsonObject
        {
            ["aggregatable"] = hasDocValues,
            ["count"] = 0,
            ["esTypes"] = new JsonArray(type),
            ["name"] = path,
            ["readFromDocValues"] = hasDocValues,
            ["scripted"] = false,
            ["searchable"] = mapped["index"]?.GetValue<bool>() is not false,
            ["type"] = FamilyOf(type),
        };
        if (parent is not null)
        {
            field["subType"] = new JsonObject { ["multi"] = new JsonObject { ["parent"] = parent } };
        }

        return field;
    }

    private static JsonObject Meta(string name, string type, bool isSearchable) => new()
    {
        ["aggregatable"] = isSearchable,
        ["count"] = 0,
        ["esTypes"] = name is "_score" ? new JsonArray() : new JsonArray(name),
        ["name"] = name,
        ["readFromDocValues"] = false,
        ["scripted"] = false,
        ["searchable"] = isSearchable,
        ["type"] = type,
    };
}
