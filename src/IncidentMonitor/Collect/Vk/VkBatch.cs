using System.Text.Json;

namespace IncidentMonitor.Collect.Vk;

/// <summary>A call made for somebody, and what came of it.</summary>
internal sealed record VkOutcome<T>(T For, JsonElement? Response, FeedFault? Fault);

/// <summary>
/// Many calls of one method: through execute where the token may, 25 a request, fewer when VK says that the code is too heavy. What VK
/// refuses for the moment is repeated, each repetition paid from the quota; what it refuses to one token is asked with another.
/// </summary>
internal sealed class VkBatch(VkClient client, VkTokenPool pool, VkSettings settings, TimeProvider clock)
{
    /// <summary>Repetitions of a call that VK refused for the moment (errors 1, 6, 10, 32, 36), or that got no answer.</summary>
    private const int Retries = 3;

    /// <summary>A wait that VK asks for and that is short enough to sit out.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(15);

    private readonly Random jitter = new(settings.Seed);
    private readonly Dictionary<string, FeedFault> stopped = [];

    /// <summary>Set once a fault concerns all tokens or the service: further calls of the method are not made.</summary>
    public FeedFault? StoppedFor(string method) => stopped.GetValueOrDefault(method) ?? stopped.GetValueOrDefault("");

    /// <summary>One call, outside execute.</summary>
    public async Task<VkOutcome<VkCall>> RunAsync(VkCall call, CancellationToken cancellationToken) => (await RunAsync([(call, call)], cancellationToken))[0];

    /// <param name="calls">All of one method. The outcomes come in any order, one for each.</param>
    public async Task<List<VkOutcome<T>>> RunAsync<T>(IReadOnlyList<(T For, VkCall Call)> calls, CancellationToken cancellationToken)
    {
        var outcomes = new List<VkOutcome<T>>(calls.Count);
        var open = new List<Pending<T>>(calls.Select(c => new Pending<T>(c.For, c.Call)));
        var size = VkClient.MaxBatch;
        while (open.Count > 0)
        {
            var method = open[0].Call.Method;
            var lease = StoppedFor(method) is { } stop ? new(null, 0, stop) : await pool.TakeAsync(method, Math.Min(size, open.Count), cancellationToken);
            if (lease.Token is not { } token)
            {
                stopped.TryAdd(method, lease.Refusal!);
                outcomes.AddRange(open.Select(p => new VkOutcome<T>(p.For, null, lease.Refusal)));
                break;
            }
            var batch = open.GetRange(0, lease.Calls);
            open.RemoveRange(0, lease.Calls);
            var answer = batch.Count == 1
                ? await client.SendAsync(token, batch[0].Call, cancellationToken)
                : await client.ExecuteAsync(token, [.. batch.Select(p => p.Call)], cancellationToken);
            if (answer.Error?.Reaction == VkReaction.SmallerBatch && batch.Count > 1)
            {
                size = (batch.Count + 1) / 2;
                open.InsertRange(0, batch);
                continue;
            }
            if (batch.Count > 1 && answer.Error is { Code: 3 or 7 or 15 or 20 or 21 or 27 or 28 })
            {
                // Not the calls are refused but execute itself: this token is of a kind that has none.
                pool.GoAlone(token);
                open.InsertRange(0, batch);
                continue;
            }
            if (answer.Error is null && answer.Fault is null && lease.WasTroubled)
                await pool.ReviveAsync(token, cancellationToken);
            if (answer.Error is { } whole)
                await pool.ReactAsync(token, method, whole, cancellationToken);
            var again = new List<Pending<T>>();
            var wait = TimeSpan.Zero;
            foreach (var (pending, response, error, fault) in Match(batch, answer))
            {
                if (response is not null)
                {
                    outcomes.Add(new(pending.For, response, null));
                    continue;
                }
                if (error is not null && answer.Error is null)
                    await pool.ReactAsync(token, method, error, cancellationToken);
                var (outcome, rest) = await WeighAsync(pending, error, fault, cancellationToken);
                wait = rest > wait ? rest : wait;
                if (outcome is null)
                    again.Add(pending);
                else
                    outcomes.Add(new(pending.For, null, outcome));
            }
            open.InsertRange(0, again);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellationToken);
        }
        return outcomes;
    }

    /// <summary>Whether a failed call is worth another try (no fault), and after what wait.</summary>
    private async Task<(FeedFault? Fault, TimeSpan Wait)> WeighAsync<T>(Pending<T> pending, VkError? error, FeedFault? fault, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var method = pending.Call.Method;
        var reaction = error?.Reaction;
        if (error is not null)
        {
            fault = VkFaults.Of(error, now);
            fault = fault with { Message = VkToken.Redact(fault.Message, pool.Tokens) };
        }
        // The pool has put the token or its method to rest: the next lease is another token's, or a refusal with the reason.
        if (reaction is VkReaction.DisableToken or VkReaction.ParkToken or VkReaction.QuotaSpent or VkReaction.MethodOff)
            return (null, TimeSpan.Zero);
        if (reaction is VkReaction.LongPause)
        {
            stopped.TryAdd(method, fault!);
            return (fault, TimeSpan.Zero);
        }
        var isPassing = reaction is VkReaction.SlowDown or VkReaction.Retry || reaction is null && fault!.Reason is FaultReason.Unreachable or FaultReason.RateLimited or FaultReason.BadAnswer;
        if (!isPassing)
            return (fault, TimeSpan.Zero);
        var wait = TimeSpan.FromSeconds(Math.Pow(2, pending.Attempts) * (0.5 + jitter.NextDouble()));
        if (fault!.RetryAt is { } told && reaction is null && told - now > wait)
            wait = told - now;
        if (pending.Attempts++ < Retries && wait <= ShortWait)
            return (null, wait);
        if (fault.Reason is FaultReason.Unreachable or FaultReason.RateLimited)
        {
            stopped.TryAdd("", fault);
            await pool.RestAllAsync(fault, cancellationToken);
        }
        return (fault, TimeSpan.Zero);
    }

    /// <summary>The errors stand apart from the responses: the n-th false belongs to the n-th error.</summary>
    private static IEnumerable<(Pending<T> Pending, JsonElement? Response, VkError? Error, FeedFault? Fault)> Match<T>(List<Pending<T>> batch, VkAnswer answer)
    {
        if (answer.Error is not null || answer.Fault is not null || batch.Count == 1)
        {
            var isGood = answer.Error is null && answer.Fault is null;
            return batch.Select(p => (p, isGood ? answer.Response : (JsonElement?)null, answer.Error, answer.Fault));
        }
        var responses = answer.Response.ValueKind == JsonValueKind.Array ? answer.Response.EnumerateArray().ToList() : [];
        var errors = new Queue<VkError>(answer.CallErrors);
        return [.. batch.Select((pending, i) =>
        {
            var response = i < responses.Count ? responses[i] : default;
            if (response.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                return (pending, response, null, null);
            return errors.TryDequeue(out var error)
                ? (pending, (JsonElement?)null, error, (FeedFault?)null)
                : (pending, null, null, new(FaultReason.BadAnswer, $"VK {pending.Call.Method}: no response"));
        })];
    }

    private sealed record Pending<T>(T For, VkCall Call)
    {
        public int Attempts { get; set; }
    }
}
