using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search;

/// <summary>A question in the engines' query language, over the stems that the record's full-text table holds too.</summary>
internal static class IndexQuery
{
    public static JsonObject Write(SearchQuery query) => query switch
    {
        SearchQuery.Phrase phrase => new JsonObject { ["match_phrase"] = new JsonObject { ["stems"] = string.Join(' ', phrase.Stems) } },
        SearchQuery.All all => Bool("filter", all.Parts),
        SearchQuery.Any { Parts.Count: 0 } => new JsonObject { ["match_none"] = new JsonObject() },
        SearchQuery.Any any => Bool("should", any.Parts),
        SearchQuery.Not not => Bool("must_not", [not.Part]),
        _ => throw new InvalidOperationException(query.GetType().Name),
    };

    private static JsonObject Bool(string how, IReadOnlyList<SearchQuery> parts) => new()
    {
        ["bool"] = new JsonObject { [how] = new JsonArray([.. parts.Select(part => (JsonNode)Write(part))]) },
    };
}
