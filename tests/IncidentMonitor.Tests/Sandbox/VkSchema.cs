using System.Text.Json;

namespace IncidentMonitor.Tests.Sandbox;

/// <summary>
/// As much of a JSON Schema validator as VK's files need: type, enum, minimum, properties, items, allOf, $ref, and draft 3's
/// <c>required</c> on the property itself. A $ref to a file that is not here, or a keyword of its own, counts as anything.
/// </summary>
internal sealed class VkSchema(string folder)
{
    private readonly Dictionary<string, JsonElement?> _files = new(StringComparer.Ordinal);

    /// <summary>What is wrong with an answer, one line each; empty: nothing.</summary>
    /// <param name="definition">For example <c>wall/responses.json#/definitions/wall_get_response</c>.</param>
    public List<string> Errors(JsonElement value, string definition)
    {
        var errors = new List<string>();
        if (Resolve(definition) is not { } schema)
        {
            return [$"no definition {definition}"];
        }

        Check(value, schema, definition[..definition.IndexOf('/', StringComparison.Ordinal)], "$", errors);
        return errors;
    }

    private void Check(JsonElement value, JsonElement schema, string section, string path, List<string> errors)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var (target, home) = Absolute(reference.GetString()!, section);
            if (Resolve(target) is { } found)
            {
                Check(value, found, home, path, errors);
            }
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
            {
                Check(value, part, section, path, errors);
            }
        }

        if (schema.TryGetProperty("type", out var type) && !IsOfType(value, type))
        {
            errors.Add($"{path}: {value.ValueKind} where {type} is due");
            return;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)))
        {
            errors.Add($"{path}: {value} is none of the enum");
        }

        if (schema.TryGetProperty("minimum", out var minimum) && value.ValueKind == JsonValueKind.Number && value.GetDouble() < minimum.GetDouble())
        {
            errors.Add($"{path}: {value} is below {minimum}");
        }

        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                CheckProperty(value, property, section, path, errors);
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Check(item, items, section, $"{path}[{index++}]", errors);
            }
        }
    }

    private void CheckProperty(JsonElement value, JsonProperty property, string section, string path, List<string> errors)
    {
        if (value.TryGetProperty(property.Name, out var inner))
        {
            Check(inner, property.Value, section, $"{path}.{property.Name}", errors);
        }
        else if (property.Value.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True)
        {
            errors.Add($"{path}.{property.Name}: missing");
        }
    }

    private static bool IsOfType(JsonElement value, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOfType(value, t))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => true,
        };

    private static (string Target, string Section) Absolute(string reference, string section)
    {
        var target = reference.StartsWith("../", StringComparison.Ordinal) ? reference[3..] : reference[0] == '#' ? $"{section}/objects.json{reference}" : $"{section}/{reference}";
        return (target, target[..target.IndexOf('/', StringComparison.Ordinal)]);
    }

    private JsonElement? Resolve(string target)
    {
        var parts = target.Split("#/definitions/");
        if (!_files.TryGetValue(parts[0], out var file))
        {
            var path = Path.Combine(folder, parts[0]);
            file = File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : null;
            _files[parts[0]] = file;
        }

        return file is { } root && root.GetProperty("definitions").TryGetProperty(parts[1], out var found) ? found : null;
    }
}
