using System.Text;
using System.Text.Json;

namespace IncidentMonitor.Collect.Http;

/// <summary>
/// JSON read as far as it goes: an answer cut off in the middle keeps the items that came whole.
/// Depth is capped by the reader, so nesting costs no stack.
/// </summary>
internal static class LenientJson
{
    private const int MaxDepth = 128;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Null if not even the beginning is a JSON object or array.</summary>
    public static JsonDocument? Read(ReadOnlyMemory<byte> bytes) => Read(bytes, out _);

    /// <param name="isCut">The end is missing: an answer without items then is not an empty one.</param>
    public static JsonDocument? Read(ReadOnlyMemory<byte> bytes, out bool isCut)
    {
        isCut = false;
        if (bytes.Span is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span))
            bytes = Encoding.UTF8.GetBytes(Charset.Decode(bytes.Span));
        var span = bytes.Span;
        var start = span.IndexOfAny((byte)'{', (byte)'[');
        if (start is < 0 or > 64)
            return null;
        bytes = bytes[start..];
        if (TryParse(bytes) is { } whole)
            return whole;
        isCut = true;
        return Salvage(bytes.Span) is { } repaired ? TryParse(repaired) : null;
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An open container, and where its last whole member ended.</summary>
    private sealed class Level(bool isArray, string? name)
    {
        public bool IsArray => isArray;
        public string? Name => name;
        public long WholeUntil { get; set; } = -1;
    }

    /// <summary>
    /// Cuts after the last whole element of the innermost list of items (else of the outermost list) and closes what is
    /// open. So half a post is dropped, while a comment whose replies are cut keeps what it has.
    /// </summary>
    private static byte[]? Salvage(ReadOnlySpan<byte> bytes)
    {
        var levels = new List<Level>();
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }));
        string? name = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.ValueSpan.Length <= 16 ? Encoding.Latin1.GetString(reader.ValueSpan) : null;
                        continue;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        levels.Add(new(reader.TokenType == JsonTokenType.StartArray, name) { WholeUntil = reader.BytesConsumed });
                        name = null;
                        continue;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        levels.RemoveAt(levels.Count - 1);
                        break;
                }
                name = null;
                if (levels.Count > 0)
                    levels[^1].WholeUntil = reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            // Garbage in the middle: what stands before it is kept.
        }
        if (levels.Count == 0)
            return null;
        var cut = levels.FindLastIndex(l => l.IsArray && l.Name is "items" or "result" or "comments" or "wall");
        if (cut < 0)
            cut = levels.FindIndex(l => l.IsArray);
        if (cut < 0)
            cut = levels.Count - 1;
        var end = (int)levels[cut].WholeUntil;
        var repaired = new byte[end + cut + 1];
        bytes[..end].CopyTo(repaired);
        for (var i = cut; i >= 0; i--)
            repaired[end + cut - i] = levels[i].IsArray ? (byte)']' : (byte)'}';
        return repaired;
    }
}
