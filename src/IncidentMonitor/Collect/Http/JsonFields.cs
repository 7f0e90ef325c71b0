using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IncidentMonitor.Collect.Http;

/// <summary>Fields of a foreign answer, each read for what it should be: a value of another type counts as absent.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>Elements of a list; empty where there is none.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static string? Text(this JsonElement element, string name) => element.Field(name)?.AsText();

    /// <summary>A string as it is, a number as its digits.</summary>
    public static string? AsText(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetRawText();
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return WithoutLoneSurrogates(value.GetRawText());
        }
    }

    /// <summary>A whole number, also when written as a string or as 1.0; ids are 64-bit.</summary>
    public static long? Long(this JsonElement element, string name) => element.Field(name)?.AsLong();

    public static long? AsLong(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetDouble(out var real) && Math.Abs(real) < 9e15 => (long)real,
        JsonValueKind.String when long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>true, 1 and "1" are yes.</summary>
    public static bool Flag(this JsonElement element, string name) => element.Field(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.Number or JsonValueKind.String } value => value.AsLong() == 1,
        _ => false,
    };

    /// <summary>Seconds since 1970; null outside the years 1980 to 2200, where a date is no date.</summary>
    public static DateTimeOffset? UnixTime(this JsonElement element, string name) =>
        element.Long(name) is > 315_532_800 and < 7_258_118_400 and { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The item's bytes for the quarantine.</summary>
    public static OddItem Odd(this JsonElement element, string reason)
    {
        var raw = Encoding.UTF8.GetBytes(element.GetRawText());
        return new(reason, raw.Length > OddItem.MaxBytes ? raw[..OddItem.MaxBytes] : raw);
    }

    private static string WithoutLoneSurrogates(string raw)
    {
        // A lone \uD83D makes the reader refuse the whole string; the rest of the words still counts.
        var mended = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && i + 5 < raw.Length && raw[i + 1] == 'u' && raw[i + 2] is 'd' or 'D' && raw[i + 3] is >= '8' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F')
            {
                mended.Append("\\ufffd");
                i += 5;
            }
            else if (raw[i] == '\\' && i + 1 < raw.Length)
            {
                mended.Append(raw, i++, 2);
            }
            else
            {
                mended.Append(raw[i]);
            }
        }
        using var document = JsonDocument.Parse(mended.ToString());
        return document.RootElement.GetString() ?? "";
    }
}
