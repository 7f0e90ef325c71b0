using System.Text.Json;

namespace IncidentMonitor.Tests.Sandbox;

/// <summary>Checks an object against the Bot API's own description: known fields only, required ones present, types right.</summary>
internal sealed class TelegramSpec
{
    private readonly JsonElement _types;

    public TelegramSpec(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        _types = document.RootElement.GetProperty("types").Clone();
    }

    public List<string> Errors(JsonElement value, string type)
    {
        var errors = new List<string>();
        Check(value, type, "$", errors);
        return errors;
    }

    private bool Check(JsonElement value, string type, string path, List<string> errors)
    {
        var before = errors.Count;
        if (type.StartsWith("Array of ", StringComparison.Ordinal))
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                errors.Add($"{path}: no array");
            }
            else
            {
                foreach (var (item, index) in value.EnumerateArray().Select((v, i) => (v, i)))
                {
                    Check(item, type[9..], $"{path}[{index}]", errors);
                }
            }
        }
        else if (!_types.TryGetProperty(type, out var described))
        {
            if (!IsPlain(value, type))
            {
                errors.Add($"{path}: {value.ValueKind} where {type} is due");
            }
        }
        else if (described.TryGetProperty("subtypes", out var subtypes))
        {
            if (!subtypes.EnumerateArray().Any(s => Check(value, s.GetString()!, path, [])))
            {
                errors.Add($"{path}: no kind of {type}");
            }
        }
        else
        {
            CheckFields(value, described, type, path, errors);
        }

        return errors.Count == before;
    }

    private void CheckFields(JsonElement value, JsonElement described, string type, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{path}: {value.ValueKind} where {type} is due");
            return;
        }

        var fields = described.GetProperty("fields").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);
        errors.AddRange(value.EnumerateObject().Where(p => !fields.ContainsKey(p.Name)).Select(p => $"{path}.{p.Name}: unknown"));
        foreach (var (name, field) in fields)
        {
            if (!value.TryGetProperty(name, out var inner))
            {
                if (field.GetProperty("required").GetBoolean())
                {
                    errors.Add($"{path}.{name}: missing");
                }
            }
            else if (!field.GetProperty("types").EnumerateArray().Any(t => Check(inner, t.GetString()!, $"{path}.{name}", [])))
            {
                Check(inner, field.GetProperty("types")[0].GetString()!, $"{path}.{name}", errors);
            }
        }
    }

    private static bool IsPlain(JsonElement value, string type) => type switch
    {
        "Integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "Float" => value.ValueKind == JsonValueKind.Number,
        "Boolean" or "True" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.String,
    };
}
