using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>One line of an import file.</summary>
/// <param name="Stamps">What says by which version it was written: other names in either product.</param>
internal sealed record SavedObject(string Id, string Type, JsonObject Attributes, IReadOnlyList<Reference> References, JsonObject Stamps)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON within JSON: both products keep parts of an object as text.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(Readable);

    public string ToLine()
    {
        var line = new JsonObject
        {
            ["attributes"] = Attributes.DeepClone(),
            ["id"] = Id,
            ["references"] = new JsonArray([.. References.Select(reference => new JsonObject { ["id"] = reference.Id, ["name"] = reference.Name, ["type"] = reference.Type })]),
            ["type"] = Type,
        };
        foreach (var (name, value) in Stamps)
        {
            line[name] = value?.DeepClone();
        }

        return Text(line);
    }

    /// <summary>The whole file: JSON Lines, ends with a line feed.</summary>
    public static string File(IEnumerable<SavedObject> objects) => string.Concat(objects.Select(item => item.ToLine() + "\n"));
}

/// <summary>Ties a name inside an object's text to another object.</summary>
internal sealed record Reference(string Type, string Id, string Name);
