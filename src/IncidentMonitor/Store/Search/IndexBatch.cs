using System.Buffers;
using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>One bulk request: documents to write and to delete, each with its version, so that sending it twice or late does no harm.</summary>
#pragma warning disable CA1001 // A writer over a buffer holds nothing that must be released.
internal sealed class IndexBatch
#pragma warning restore CA1001
{
    private readonly ArrayBufferWriter<byte> _body = new(1 << 16);
    private readonly List<QueuedIncident> _items = [];
    private readonly Utf8JsonWriter _writer;

    public IndexBatch() => _writer = new Utf8JsonWriter(_body, new JsonWriterOptions { Encoder = JsonLines.Options.Encoder, SkipValidation = true });

    /// <summary>In the order of the body.</summary>
    public IReadOnlyList<QueuedIncident> Items => _items;

    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    public bool IsEmpty => _items.Count == 0 && Moot.Count == 0;

    /// <summary>Items that need no request: their year's index is not kept, or never was.</summary>
    public List<QueuedIncident> Moot { get; } = [];

    /// <summary>Its items were not taken from the queue, so there is nothing to tick off.</summary>
    public bool IsCopy { get; init; }

    /// <summary>Number of the last incident that it covers, for reading on.</summary>
    public long LastNumber { get; set; }

    /// <summary>Incidents that it covers, moot ones too.</summary>
    public int Covered { get; set; }

    public void Index(string into, QueuedIncident item, IncidentDocument document)
    {
        Action("index"u8, into, item);
        _writer.Reset();
        JsonSerializer.Serialize(_writer, document, JsonLines.Options);
        NewLine();
    }

    public void Delete(string from, QueuedIncident item) => Action("delete"u8, from, item);

    private void Action(ReadOnlySpan<byte> action, string index, QueuedIncident item)
    {
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteStartObject(action);
        _writer.WriteString("_index"u8, index);
        _writer.WriteString("_id"u8, item.IncidentId);
        _writer.WriteNumber("version"u8, item.Seq);
        // Equal passes: what was sent before a crash may be sent again. Lower is refused with 409: something newer is there already.
        _writer.WriteString("version_type"u8, "external_gte"u8);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        NewLine();
        _items.Add(item);
    }

    private void NewLine()
    {
        _writer.Flush();
        _body.Write("\n"u8);
    }
}

/// <summary>What the engine said of each item of a bulk request.</summary>
/// <param name="Refused">Documents that it won't take as they are, with the reason.</param>
/// <param name="OfIndex">Something is wrong with the index as a whole; the items it hit are in neither list.</param>
internal sealed record BulkOutcome(IReadOnlyList<QueuedIncident> Done, IReadOnlyList<(QueuedIncident Item, string Reason)> Refused, SearchException? OfIndex)
{
    public const string Path = "/_bulk?require_alias=true&filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";

    public static BulkOutcome Read(JsonElement root, IReadOnlyList<QueuedIncident> items, string where)
    {
        if (!root.TryGetProperty("items", out var answers) || answers.GetArrayLength() != items.Count)
        {
            throw new SearchException(SearchFault.Busy, $"{where}: the answer to a bulk request names {(answers.ValueKind == JsonValueKind.Array ? answers.GetArrayLength() : 0)} of {items.Count} documents.");
        }

        var (done, refused, ofIndex) = (new List<QueuedIncident>(items.Count), new List<(QueuedIncident, string)>(), (SearchException?)null);
        foreach (var (answer, item) in answers.EnumerateArray().Zip(items))
        {
            var result = answer.EnumerateObject().First().Value;
            var status = result.GetProperty("status").GetInt32();
            var (kind, reason) = result.TryGetProperty("error", out var error)
                ? (error.GetProperty("type").GetString(), error.TryGetProperty("reason", out var text) ? SearchErrors.Trim(text.GetString() ?? "") : "")
                : (null, "");
            if (status is (>= 200 and < 300) or 409 || (status == 404 && kind is null))
            {
                done.Add(item);
            }
            else if (kind == SearchErrors.MissingIndexKind)
            {
                ofIndex = new SearchException(SearchFault.Missing, $"{where}: an index of ours is gone. {reason}") { Kind = kind };
            }
            else if (SearchErrors.IsOfIndex(status, kind))
            {
                ofIndex ??= new SearchException(status is 401 or 403 && kind != SearchErrors.BlockKind ? SearchFault.Denied : SearchFault.Busy,
                    $"{where}: {status} to a bulk request's documents ({kind}). It says: {reason} {(kind == SearchErrors.BlockKind ? "Free its disk, or lift the block: PUT /_all/_settings {\"index.blocks.read_only_allow_delete\":null}." : "")}".TrimEnd()) { Kind = kind };
            }
            else
            {
                refused.Add((item, $"{status} {kind}: {reason}"));
            }
        }

        return new BulkOutcome(done, refused, ofIndex);
    }
}
