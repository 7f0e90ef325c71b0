using System.Net;
using System.Text.Json;

namespace IncidentMonitor.Store.Search;

/// <summary>What an engine's error answers mean, in words that name the cure.</summary>
internal static class SearchErrors
{
    /// <summary>The node is there but a gateway before it, or its start-up, is in the way: another node may do.</summary>
    public const string GatewayKind = "gateway";

    /// <summary>Written by the engine when a disk is full or an operator forbade writes.</summary>
    public const string BlockKind = "cluster_block_exception";

    public const string ExistsKind = "resource_already_exists_exception";
    public const string MissingIndexKind = "index_not_found_exception";

    private const int MaxReason = 400;

    public static SearchException Explain(HttpStatusCode status, byte[] body, string request, Uri node)
    {
        var (kind, reason) = Read(body);
        var said = reason is null ? "" : $" It says: {reason}";
        return status switch
        {
            HttpStatusCode.Unauthorized => new(SearchFault.Denied,
                $"{node}: 401, it does not know the user or key. Set INCIDENTMONITOR_SEARCH_API_KEY, or _USER and _PASSWORD; a key that expired or was revoked must be made anew (docs/search.md).{said}") { Kind = kind },
            HttpStatusCode.Forbidden when kind == BlockKind => new(SearchFault.Busy,
                $"{node}: 403, the index is blocked for writing.{said} Free its disk, or lift the block: PUT /_all/_settings {{\"index.blocks.read_only_allow_delete\":null}}.") { Kind = kind },
            HttpStatusCode.Forbidden => new(SearchFault.Denied,
                $"{node}: 403, the user or key may not {request}.{said} Grant it the privileges that docs/search.md lists.") { Kind = kind },
            HttpStatusCode.NotFound => new(SearchFault.Missing, $"{node}: 404 to {request}.{said}") { Kind = kind },
            HttpStatusCode.RequestEntityTooLarge => new(SearchFault.Refused,
                $"{node}: 413, the request is larger than it takes. Lower Search:BulkBytes, or raise its http.max_content_length.") { Kind = kind },
            HttpStatusCode.TooManyRequests => new(SearchFault.Busy, $"{node}: 429, it has too much to do or no room.{said}") { Kind = kind },
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(SearchFault.Busy, $"{node}: {(int)status}, not ready.{said}") { Kind = GatewayKind },
            >= HttpStatusCode.InternalServerError => new(SearchFault.Busy, $"{node}: {(int)status} to {request}.{said}") { Kind = kind },
            _ => new(SearchFault.Refused, $"{node}: {(int)status} to {request}.{said}") { Kind = kind },
        };
    }

    /// <summary>Is this item of a bulk answer a matter of the whole index, to be tried again with all others, rather than of the document?</summary>
    public static bool IsOfIndex(int status, string? kind) => status is 401 or 429 or >= 500 || kind is BlockKind or "security_exception" or "index_closed_exception" || status is 403;

    /// <summary>One line, without what the document said: engines quote the value that they refuse.</summary>
    public static string Trim(string reason)
    {
        var quoted = reason.IndexOf("Preview of field's value", StringComparison.Ordinal);
        var line = (quoted > 0 ? reason[..quoted] : reason).ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxReason ? line : line[..MaxReason] + "…";
    }

    private static (string? Kind, string? Reason) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error))
            {
                return error.ValueKind == JsonValueKind.Object
                    ? (Text(error, "type"), Text(error, "reason") is { } reason ? Trim(reason) : null)
                    : (null, Trim(error.ToString()));
            }
        }
        catch (JsonException)
        {
            // A proxy's page: the status says enough.
        }

        return (null, null);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
