using System.Globalization;
using System.Text.Json;
using IncidentMonitor.Store.Search;

namespace IncidentMonitor.Store.Sql;

/// <summary>Which incidents a text search leaves, as a condition on <c>incident i</c>.</summary>
internal sealed record TextCondition(string Sql, IReadOnlyDictionary<string, object> Parameters)
{
    /// <summary>These, by their numbers.</summary>
    public static TextCondition OfNumbers(IReadOnlyCollection<long> numbers) =>
        new("i.number IN (SELECT value FROM json_each(@found))", new Dictionary<string, object> { ["found"] = JsonSerializer.Serialize(numbers) });

    /// <summary>Those that the record's full-text table finds; null for no question.</summary>
    public static TextCondition? Of(SearchQuery? query)
    {
        if (query is null)
        {
            return null;
        }

        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        return new TextCondition(Write(query, parameters), parameters);
    }

    /// <summary>These numbers, and of the incidents begun before a time those that the full-text table finds.</summary>
    public static TextCondition OfNumbersAndOlder(IReadOnlyCollection<long> numbers, DateTimeOffset before, SearchQuery query)
    {
        var (found, older) = (OfNumbers(numbers), Of(query)!);
        return new TextCondition(
            $"({found.Sql} OR (i.started_at < @before AND {older.Sql}))",
            new Dictionary<string, object>(found.Parameters.Concat(older.Parameters), StringComparer.Ordinal) { ["before"] = before.ToRow() });
    }

    private static string Write(SearchQuery query, Dictionary<string, object> parameters) => query switch
    {
        SearchQuery.Phrase phrase => Match(Quote(phrase), parameters),
        SearchQuery.Any { Parts.Count: 0 } => "0",
        SearchQuery.Any any when any.Parts.All(part => part is SearchQuery.Phrase) => Match(string.Join(" OR ", any.Parts.Select(part => Quote((SearchQuery.Phrase)part))), parameters),
        SearchQuery.Any any => $"({string.Join(" OR ", any.Parts.Select(part => Write(part, parameters)))})",
        SearchQuery.All all => $"({string.Join(" AND ", all.Parts.Select(part => Write(part, parameters)))})",
        SearchQuery.Not not => $"NOT {Write(not.Part, parameters)}",
        _ => throw new InvalidOperationException(query.GetType().Name),
    };

    private static string Match(string match, Dictionary<string, object> parameters)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"match{parameters.Count}");
        parameters[name] = match;
        return $"i.id IN (SELECT ip.incident_id FROM post_text t JOIN post p ON p.rowid = t.rowid JOIN incident_post ip ON ip.post_id = p.id WHERE post_text MATCH @{name})";
    }

    /// <summary>Quoting keeps FTS5's own syntax out; the words of one string stand side by side.</summary>
    private static string Quote(SearchQuery.Phrase phrase) => $"\"{string.Join(' ', phrase.Stems).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
