using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Intake;

/// <summary>A field that was refused, and why. Never quotes what was sent: answers are logged and kept.</summary>
internal sealed record FieldFault(string Field, string Detail);

/// <summary>One line of a request: a message, or what is wrong with it.</summary>
/// <param name="Number">From 1, empty lines counted.</param>
/// <param name="ExternalId">The sender's own id, as far as it could be read.</param>
internal sealed record IntakeLine(int Number, string? ExternalId, Incoming? Message, IReadOnlyList<FieldFault> Faults);

/// <summary>A message of the intake: strict JSON, every mistake named at once.</summary>
internal static partial class IntakeMessage
{
    /// <summary>Bytes of one message.</summary>
    public const int MaxBytes = 256 * 1024;

    public const int MaxId = 200;
    public const int MaxText = 20_000;
    public const int MaxTitle = 500;
    public const int MaxName = 200;
    public const int MaxUrl = 2_000;
    public const int MaxAttachments = 20;

    /// <summary>Clocks differ; a date further ahead is a mistake.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private static readonly DateTimeOffset Oldest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The fields of a message. The OpenAPI document names the same ones.</summary>
    public static readonly IReadOnlyList<string> Fields = ["id", "text", "title", "author", "authorId", "publishedAt", "url", "feed", "municipality", "context", "attachments", "isIncident"];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>The record's id of a message: a function of sender and external id, so sending twice is harmless.</summary>
    public static string RecordId(string sender, string externalId) => StableId.ForPost(SourceKind.Intake, sender, externalId);

    public static IntakeLine Read(ReadOnlyMemory<byte> json, int number, ApiKey key, DateTimeOffset now)
    {
        if (json.Length > MaxBytes)
        {
            return Refused("", $"longer than {MaxBytes} bytes");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException error)
        {
            return Refused("", string.Create(CultureInfo.InvariantCulture, $"no JSON object (byte {error.BytePositionInLine + 1} of line {error.LineNumber + 1})"));
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new Reading(document.RootElement, key, now).Run(number)
                : Refused("", "no JSON object");
        }

        IntakeLine Refused(string field, string why) => new(number, null, null, [new(field, why)]);
    }

    /// <summary>ISO 8601 with an offset: a time without one means something else on every machine.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Moment();

    private sealed class Reading(JsonElement root, ApiKey key, DateTimeOffset now)
    {
        private readonly List<FieldFault> _faults = [];

        public IntakeLine Run(int number)
        {
            foreach (var property in root.EnumerateObject().Where(property => !Fields.Contains(property.Name)))
            {
                _faults.Add(new(property.Name[..Math.Min(property.Name.Length, 50)], "is no field of a message"));
            }

            var id = Text("id", MaxId, isLine: true);
            if (id is null && !Has("id"))
            {
                _faults.Add(new("id", "is missing: your own number of the message, up to 200 characters"));
            }

            var (text, attachments) = (Text("text", MaxText, isLine: false), Attachments());
            if (text is null && !Has("text") && attachments.Count == 0)
            {
                _faults.Add(new("text", "is missing or empty, and there are no attachments"));
            }

            var isIncident = Flag("isIncident");
            if (isIncident && !key.May(IntakeScope.Vouch))
            {
                _faults.Add(new("isIncident", $"this key may not vouch for incidents (scope {IntakeScope.Vouch})"));
            }

            var url = Text("url", MaxUrl, isLine: true);
            if (url is not null && WebAddress.Absolute(url) is null)
            {
                _faults.Add(new("url", "is no absolute http(s) address"));
            }

            var publishedAt = Time("publishedAt");
            var feed = Text("feed", MaxName, isLine: true) is { } door ? $"{key.Sender}/{door}" : key.Sender;
            var raw = new RawPost
            {
                Source = SourceKind.Intake,
                OwnerId = key.Sender,
                Id = id ?? "",
                RecordId = RecordId(key.Sender, id ?? ""),
                Text = text ?? "",
                Title = Text("title", MaxTitle, isLine: true),
                Author = Text("author", MaxName, isLine: true),
                AuthorId = Text("authorId", MaxName, isLine: true),
                PublishedAt = publishedAt,
                Url = url,
                Context = Text("context", MaxText, isLine: false),
                Attachments = attachments,
            };
            var home = Text("municipality", MaxName, isLine: true) ?? key.Municipality;
            return _faults.Count > 0
                ? new(number, id, null, _faults)
                : new(number, id, new Incoming(raw, feed, home, IsQuiet: false, isIncident), []);
        }

        private bool Has(string name) => _faults.Exists(fault => fault.Field == name);

        /// <summary>Null for what is absent or empty; a wrong one is a fault.</summary>
        private string? Text(string name, int longest, bool isLine)
        {
            if (root.Field(name) is not { } value)
            {
                return null;
            }

            if (value.ValueKind != JsonValueKind.String || value.AsText() is not { } written)
            {
                _faults.Add(new(name, "is no string"));
                return null;
            }

            var text = new string([.. written.Replace("\r\n", "\n", StringComparison.Ordinal).Where(c => !char.IsControl(c) || c is '\n' or '\t')]).Trim();
            if (text.Length > longest)
            {
                _faults.Add(new(name, $"is longer than {longest} characters"));
                return null;
            }

            if (isLine && text.Contains('\n', StringComparison.Ordinal))
            {
                _faults.Add(new(name, "holds a line break"));
                return null;
            }

            return text.Length > 0 ? text : null;
        }

        private bool Flag(string name)
        {
            if (root.Field(name) is not { } value)
            {
                return false;
            }

            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                _faults.Add(new(name, "is neither true nor false"));
            }

            return value.ValueKind == JsonValueKind.True;
        }

        private DateTimeOffset? Time(string name)
        {
            if (Text(name, MaxName, isLine: true) is not { } text)
            {
                return null;
            }

            if (!Moment().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                _faults.Add(new(name, "is no time with its offset, such as 2026-01-21T08:00:00+05:00"));
                return null;
            }

            if (time < Oldest || time > now + Skew)
            {
                _faults.Add(new(name, "lies before 2000 or in the future"));
                return null;
            }

            return time.ToUniversalTime();
        }

        private List<Attachment> Attachments()
        {
            var attachments = new List<Attachment>();
            if (root.Field("attachments") is not { } list)
            {
                return attachments;
            }

            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxAttachments)
            {
                _faults.Add(new("attachments", $"is no list of at most {MaxAttachments}"));
                return attachments;
            }

            foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
            {
                var url = item.ValueKind == JsonValueKind.Object ? item.Text("url") : null;
                if (url is null || url.Length > MaxUrl || WebAddress.Absolute(url) is not { } link || item.Text("kind") is not { Length: > 0 and <= 30 } kind)
                {
                    _faults.Add(new($"attachments[{index}]", "needs \"kind\" (photo, video, doc …) and \"url\", an absolute http(s) address"));
                    continue;
                }

                attachments.Add(new Attachment(kind.ToLowerInvariant(), link));
            }

            return attachments;
        }
    }
}
