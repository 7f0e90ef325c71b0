using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>The part of KQL that the definition speaks, turned into what Kibana sends for it. Anything else is an error.</summary>
internal sealed partial class Kql
{
    private readonly List<string> _words;
    private readonly List<string> _fields = [];
    private int _at;

    private Kql(string query)
    {
        _words = [.. Word().Matches(query).Select(match => match.Value)];
    }

    public static JsonObject ToQuery(string query) => query.Length == 0 ? new JsonObject { ["match_all"] = new JsonObject() } : Parse(query).Query;

    public static IReadOnlyList<string> FieldsOf(string query) => Parse(query).Fields;

    private static (JsonObject Query, IReadOnlyList<string> Fields) Parse(string query)
    {
        var kql = new Kql(query);
        var parsed = kql.Or();
        return kql._at == kql._words.Count ? (parsed, kql._fields) : throw new FormatException($"Not understood from word {kql._at + 1} on: {query}");
    }

    private JsonObject Or() => Joined("or", "should", And);

    private JsonObject And() => Joined("and", "filter", Not);

    private JsonObject Joined(string word, string clause, Func<JsonObject> next)
    {
        var parts = new List<JsonObject> { next() };
        while (Take(word))
        {
            parts.Add(next());
        }

        return parts.Count == 1 ? parts[0] : new JsonObject { ["bool"] = new JsonObject { [clause] = new JsonArray([.. parts]) } };
    }

    private JsonObject Not() => Take("not") ? new JsonObject { ["bool"] = new JsonObject { ["must_not"] = Not() } } : Term();

    private JsonObject Term()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw new FormatException("A bracket is open.");
        }

        var (field, sign, value) = (Next(), Next(), Next());
        _fields.Add(field);
        return sign switch
        {
            ":" when value == "*" => new JsonObject { ["exists"] = new JsonObject { ["field"] = field } },
            ":" => new JsonObject { ["match"] = new JsonObject { [field] = value } },
            "<" => Range("lt"),
            "<=" => Range("lte"),
            ">" => Range("gt"),
            ">=" => Range("gte"),
            _ => throw new FormatException($"{sign} is no operator."),
        };

        JsonObject Range(string bound) => new() { ["range"] = new JsonObject { [field] = new JsonObject { [bound] = value } } };
    }

    private string Next() => _at < _words.Count ? _words[_at++] : throw new FormatException("The query ends early.");

    private bool Take(string word)
    {
        if (_at < _words.Count && _words[_at] == word)
        {
            _at++;
            return true;
        }

        return false;
    }

    [GeneratedRegex("""\(|\)|<=|>=|<|>|:|[^\s()<>:"{}\\]+""")]
    private static partial Regex Word();
}
