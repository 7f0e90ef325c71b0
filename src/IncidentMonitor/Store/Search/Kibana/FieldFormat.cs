using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>How values of a field are shown; the formatters that both products have, under the same names.</summary>
internal sealed class FieldFormat
{
    private readonly string _id;
    private readonly Func<JsonObject> _parameters;

    private FieldFormat(string id, Func<JsonObject> parameters) => (_id, _parameters) = (id, parameters);

    /// <summary>Another word for each value; a value that has none is shown as it is.</summary>
    public static FieldFormat Words(params IReadOnlyList<(string Value, string Word)> words) => new("static_lookup", () => new JsonObject
    {
        ["lookupEntries"] = new JsonArray([.. words.Select(word => new JsonObject { ["key"] = word.Value, ["value"] = word.Word })]),
    });

    /// <summary>A coloured ground for each whole number.</summary>
    public static FieldFormat Colours(params IReadOnlyList<(int Value, string Text, string Ground)> colours) => new("color", () => new JsonObject
    {
        ["fieldType"] = "number",
        ["colors"] = new JsonArray([.. colours.Select(colour => new JsonObject
        {
            ["range"] = FormattableString.Invariant($"{colour.Value}:{colour.Value}"),
            ["regex"] = "<insert regex>", // what the products' own editors leave there for numbers
            ["text"] = colour.Text,
            ["background"] = colour.Ground,
        })]),
    });

    /// <summary>A link to the address in the field.</summary>
    public static FieldFormat Link(string label) => new("url", () => new JsonObject { ["type"] = "a", ["labelTemplate"] = label, ["openLinkInCurrentTab"] = false });

    /// <param name="pattern">Of moment.js.</param>
    public static FieldFormat Moment(string pattern) => new("date", () => new JsonObject { ["pattern"] = pattern });

    /// <summary>0 to 1 as whole per cents.</summary>
    public static FieldFormat Percent() => new("percent", () => new JsonObject { ["pattern"] = "0%" });

    /// <summary>A whole number without a thousands separator: the number of a card is a name.</summary>
    public static FieldFormat Plain() => new("number", () => new JsonObject { ["pattern"] = "0" });

    public JsonObject ToJson() => new() { ["id"] = _id, ["params"] = _parameters() };
}
