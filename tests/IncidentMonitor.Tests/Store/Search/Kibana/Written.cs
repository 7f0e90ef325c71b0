using System.Text.Json.Nodes;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Search.Kibana;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>The committed import files as a product would read them: strings that hold JSON opened, nothing taken from the definition.</summary>
internal static class Written
{
    /// <summary>Attributes that hold JSON as text.</summary>
    private static readonly HashSet<string> TextOfJson = ["fields", "fieldFormatMap", "fieldAttrs", "visState", "runtimeFieldMap", "sourceFilters"];

    public static IndexShape Shape { get; } = IndexShape.Create(SearchWords.None);

    public static string PathOf(bool isDashboards) => Path.Combine(Repository.Config, "kibana", isDashboards ? KibanaSetup.DashboardsFile : KibanaSetup.KibanaFile);

    public static IReadOnlyList<JsonObject> Objects(bool isDashboards) =>
        [.. File.ReadLines(PathOf(isDashboards)).Select(line => Open(JsonNode.Parse(line)!).AsObject())];

    /// <summary>Third-party objects, opened the same way.</summary>
    public static JsonNode Open(JsonNode node)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach (var (name, child) in parent.ToList())
                {
                    if (child is JsonValue value && value.TryGetValue<string>(out var text) && (name.EndsWith("JSON", StringComparison.Ordinal) || TextOfJson.Contains(name)))
                    {
                        parent[name] = Open(JsonNode.Parse(text)!);
                    }
                    else if (child is not null)
                    {
                        Open(child);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    if (item is not null)
                    {
                        Open(item);
                    }
                }

                break;
        }

        return node;
    }

    public static string Text(this JsonNode? node) => node!.GetValue<string>();

    public static IEnumerable<JsonObject> OfType(this IEnumerable<JsonObject> objects, string type) => objects.Where(item => item["type"].Text() == type);

    public static IEnumerable<JsonObject> Panels(this JsonObject dashboard) => dashboard["attributes"]!["panelsJSON"]!.AsArray().Select(panel => panel!.AsObject());

    /// <summary>Every object in a tree.</summary>
    public static IEnumerable<JsonObject> Everything(this JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(child => child.Value.Everything()).Prepend(parent),
        JsonArray items => items.SelectMany(item => item.Everything()),
        _ => [],
    };

    /// <summary>Every KQL query in a tree.</summary>
    public static IEnumerable<string> Queries(this JsonNode? node) => node.Everything()
        .Where(item => item["language"] is JsonValue language && language.Text() == "kuery").Select(item => item["query"].Text()).Where(query => query.Length > 0);
}
