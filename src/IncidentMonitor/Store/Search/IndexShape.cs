using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// What an index of incidents looks like: <c>incident-index.json</c> with the domain's words put in. Its hash is part of each index's name,
/// so a change of mapping or words is a new set of indices that is built beside the old one.
/// </summary>
internal sealed class IndexShape
{
    private readonly JsonNode _root;

    private IndexShape(JsonNode root) => _root = root;

    /// <summary>First 8 hex digits of SHA-256 over mapping and settings.</summary>
    public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_root.ToJsonString())).AsSpan(0, 4));

    /// <summary>Body of <c>PUT /index</c> without aliases; a copy of one's own.</summary>
    public JsonObject Body => (JsonObject)_root.DeepClone();

    /// <summary>Every field of a document with its type, by its path: <c>posts.text</c> → <c>text</c>; sub-fields too: <c>topic.text</c>.</summary>
    public IReadOnlyDictionary<string, string> Fields
    {
        get
        {
            var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Walk((JsonObject)_root["mappings"]!["properties"]!, "");
            return fields;

            void Walk(JsonObject properties, string path)
            {
                foreach (var (name, node) in properties)
                {
                    if (node!["type"] is { } type)
                    {
                        fields[path + name] = type.GetValue<string>();
                    }

                    foreach (var inner in new[] { "properties", "fields" })
                    {
                        if (node[inner] is JsonObject children)
                        {
                            Walk(children, $"{path}{name}.");
                        }
                    }
                }
            }
        }
    }

    public static IndexShape Create(SearchWords words)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("IncidentMonitor.incident-index.json")!;
        var root = JsonNode.Parse(stream)!;
        var filters = root["settings"]!["analysis"]!["filter"]!;
        // Both filters stand behind the stemmer. Most engines stem the synonyms themselves, some take them as they are: each entry comes both ways.
        filters["domain_synonyms"]!["synonyms"] = new JsonArray([.. words.Synonyms.Select(group => (JsonNode)string.Join(", ", group.SelectMany(BothWays).Distinct(StringComparer.Ordinal)))]);
        filters["function_words"]!["stopwords"] = new JsonArray([.. words.PassedOver.Select(Stemmer.Stem).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(stem => (JsonNode)stem)]);
        return new IndexShape(root);
    }

    private static IEnumerable<string> BothWays(string entry) => [entry, string.Join(' ', Normaliser.Normalise(entry).Stems)];
}
