using System.Security.Cryptography;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Intake;

/// <summary>
/// The intake's way into the flow. A request is one transaction: its messages, their incidents, the sender's count of the day and the
/// remembered answer are in the record together, or nothing is.
/// </summary>
internal sealed class MessageIntake(IncidentStore store, IncidentFlow flow, TimeZoneInfo zone, TimeProvider clock, ILogger<MessageIntake> log)
{
    /// <summary>Lines of a batch.</summary>
    public const int MaxLines = 1_000;

    /// <summary>Bytes of a batch.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    public const int MaxIdempotencyKey = 200;

    private readonly KeyLimiter _limiter = new(clock);

    /// <summary>The key that a request shows, if it is good.</summary>
    public ApiKey? Authenticate(string? text)
    {
        // The comparison is in constant time; that an id exists may be seen, for ids are no secret.
        return text is not null && ApiKey.IdOf(text) is { } id && store.FindKey(id) is { } key && key.Fits(text) && key.IsValidAt(clock.GetUtcNow()) ? key : null;
    }

    /// <summary>Splits a batch into its lines; null when there are too many.</summary>
    public IReadOnlyList<IntakeLine>? ReadBatch(ReadOnlyMemory<byte> body, ApiKey key)
    {
        var lines = new List<IntakeLine>();
        for (int start = 0, number = 1; start < body.Length; number++)
        {
            var length = body.Span[start..].IndexOf((byte)'\n');
            var line = length < 0 ? body[start..] : body.Slice(start, length);
            start += line.Length + 1;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            if (lines.Count == MaxLines)
            {
                return null;
            }

            lines.Add(IntakeMessage.Read(line, number, key, clock.GetUtcNow()));
        }

        return lines;
    }

    public IntakeLine ReadSingle(ReadOnlyMemory<byte> body, ApiKey key) => IntakeMessage.Read(body, 1, key, clock.GetUtcNow());

    /// <summary>Takes messages in, unless rate or quota forbid it or the request was answered before.</summary>
    /// <param name="body">For telling a repeated request from another one under the same key.</param>
    public async Task<IntakeAnswer> TakeAsync(
        ApiKey key, IReadOnlyList<IntakeLine> lines, bool isBatch, string? idempotencyKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var digest = HMACSHA256.HashData(key.Hash, body.Span);
        if (idempotencyKey is not null && Repeated(key, idempotencyKey, digest) is { } before)
        {
            return before;
        }

        var now = clock.GetUtcNow();
        if (Limited(key, lines.Count, now) is { } wait)
        {
            return wait;
        }

        if (!isBatch && lines[0].Faults is { Count: > 0 } faults)
        {
            return IntakeAnswer.Problem(400, "The message is refused", string.Join("; ", faults.Select(fault => $"{fault.Field}: {fault.Detail}".TrimStart(':', ' '))), faults);
        }

        IntakeAnswer answer = null!;
        try
        {
            var today = Today(now);
            await flow.TakeAsync([.. lines.Where(line => line.Message is not null).Select(line => line.Message!)], [], key.Sender, (unit, count) =>
            {
                answer = Answer(unit, count, lines, isBatch);
                unit.CountMessages(key, today, count.Added + count.Edited, now);
                if (idempotencyKey is not null && !unit.TryKeepRequest(key.Sender, idempotencyKey, new AnsweredRequest { Digest = digest, Status = answer.Status, Answer = answer.Body }, now))
                {
                    throw new RepeatedException();
                }
            }, cancellationToken);
        }
        catch (RepeatedException)
        {
            // The same request came in twice at once; this one is undone and gets the other's answer.
            return Repeated(key, idempotencyKey!, digest) ?? IntakeAnswer.Problem(409, "In progress", "The same Idempotency-Key is being worked on; ask again.", retryAfter: TimeSpan.FromSeconds(1));
        }

        log.LogInformation("Intake from {Sender} (key {Key}): {Lines} lines, answered {Status}", key.Sender, key.Id, lines.Count, answer.Status);
        return answer;
    }

    /// <summary>The sender takes a message back: as if its author had deleted it.</summary>
    public async Task<IntakeAnswer> EraseAsync(ApiKey key, string externalId, CancellationToken cancellationToken)
    {
        var raw = new RawPost { Source = SourceKind.Intake, OwnerId = key.Sender, Id = externalId, RecordId = IntakeMessage.RecordId(key.Sender, externalId), Text = "", IsDeleted = true };
        if (Limited(key, 1, clock.GetUtcNow()) is { } wait)
        {
            return wait;
        }

        var count = await flow.TakeAsync([new Incoming(raw, key.Sender, null, IsQuiet: true)], [], key.Sender, (_, _) => { }, cancellationToken);
        return count.Erased + count.Known > 0 ? new IntakeAnswer(204, "") : IntakeAnswer.Problem(404, "No such message", "This sender has sent no message of that id.");
    }

    private IntakeAnswer? Repeated(ApiKey key, string idempotencyKey, byte[] digest) => store.FindRequest(key.Sender, idempotencyKey) switch
    {
        null => null,
        var known when CryptographicOperations.FixedTimeEquals(known.Digest, digest) => new IntakeAnswer(known.Status, known.Answer),
        _ => IntakeAnswer.Problem(422, "Idempotency-Key used before", "Another request was answered under this Idempotency-Key; take a new one for each request."),
    };

    private IntakeAnswer? Limited(ApiKey key, int messages, DateTimeOffset now)
    {
        if (_limiter.Take(key, messages) is { } pause)
        {
            return IntakeAnswer.Problem(429, "Too fast", $"This key may send {key.PerMinute} messages a minute.", retryAfter: pause);
        }

        var today = Today(now);
        var used = store.MessagesOn(key.Sender, today);
        if (used + messages <= key.PerDay)
        {
            return null;
        }

        var midnight = today.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return IntakeAnswer.Problem(429, "The day's quota is spent", $"{used} of {key.PerDay} messages of today are taken, and this request has {messages}.",
            retryAfter: new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - now);
    }

    private DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private static IntakeAnswer Answer(StoreUnit unit, FlowCount count, IReadOnlyList<IntakeLine> lines, bool isBatch)
    {
        var results = lines.Select(line => Result(unit, count, line, isBatch)).ToList();
        if (isBatch)
        {
            var batch = new IntakeAnswer.Batch(Count("stored"), Count("updated"), Count("known"), Count("refused"), results);
            return new(batch.Refused > 0 ? 207 : 200, JsonLines.Write(batch));
        }

        return results[0].Status switch
        {
            "refused" => IntakeAnswer.Problem(422, "The message could not be stored", "It is kept for inspection; the operators' log says why."),
            "stored" => new(201, JsonLines.Write(results[0])),
            _ => new(200, JsonLines.Write(results[0])),
        };

        int Count(string status) => results.Count(result => result.Status == status);
    }

    private static IntakeAnswer.Result Result(StoreUnit unit, FlowCount count, IntakeLine line, bool isBatch)
    {
        var number = isBatch ? line.Number : (int?)null;
        if (line.Message is not { } message)
        {
            return new() { Line = number, Id = line.ExternalId, Status = "refused", Errors = line.Faults };
        }

        var outcome = count.Outcomes.GetValueOrDefault(message, PostOutcome.Refused);
        return outcome == PostOutcome.Refused
            ? new() { Line = number, Id = line.ExternalId, Status = "refused", Errors = [new("", "could not be stored and is kept for inspection")] }
            : new()
            {
                Line = number,
                Id = line.ExternalId,
                Status = outcome switch { PostOutcome.Added => "stored", PostOutcome.Edited => "updated", _ => "known" },
                Post = message.Raw.RecordId,
                Incident = unit.Query<long?>("SELECT i.number FROM incident_post ip JOIN incident i ON i.id = ip.incident_id WHERE ip.post_id = @id", new { id = message.Raw.RecordId }).FirstOrDefault(),
            };
    }

#pragma warning disable CA1032, CA1064 // never leaves this class
    private sealed class RepeatedException : Exception;
#pragma warning restore CA1032, CA1064
}
