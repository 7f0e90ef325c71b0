using System.Text.Json;

namespace IncidentMonitor.Collect.Vk;

/// <summary>A call made for somebody, and what came of it.</summary>
internal sealed record VkOutcome<T>(T For, JsonElement? Response, FeedFault? Fault);

/// <summary>Many calls through execute: 25 a request, fewer when VK says that the code is too heavy.</summary>
internal sealed class VkBatch(VkClient client, TimeProvider clock)
{
    /// <summary>Set once a fault concerns the token or the service: the rest is not asked.</summary>
    public FeedFault? Stopped { get; private set; }

    public async Task<List<VkOutcome<T>>> RunAsync<T>(IReadOnlyList<(T For, VkCall Call)> calls, CancellationToken cancellationToken)
    {
        var outcomes = new List<VkOutcome<T>>(calls.Count);
        var size = VkClient.MaxBatch;
        for (var at = 0; at < calls.Count;)
        {
            var batch = calls.Skip(at).Take(size).ToList();
            if (Stopped is not null)
            {
                outcomes.AddRange(batch.Select(c => new VkOutcome<T>(c.For, null, Stopped)));
                at += batch.Count;
                continue;
            }
            try
            {
                var answer = await client.ExecuteAsync([.. batch.Select(c => c.Call)], cancellationToken);
                outcomes.AddRange(Match(batch, answer));
                at += batch.Count;
            }
            catch (VkException e) when (e.Error?.Reaction == VkReaction.SmallerBatch && size > 1)
            {
                size = (size + 1) / 2;
            }
            catch (VkException e)
            {
                if (VkFaults.ConcernsAll(e.Fault))
                    Stopped = e.Fault;
                outcomes.AddRange(batch.Select(c => new VkOutcome<T>(c.For, null, e.Fault)));
                at += batch.Count;
            }
        }
        return outcomes;
    }

    /// <summary>The errors stand apart from the responses: the n-th false belongs to the n-th error.</summary>
    private IEnumerable<VkOutcome<T>> Match<T>(List<(T For, VkCall Call)> batch, VkAnswer answer)
    {
        var responses = answer.Response.ValueKind == JsonValueKind.Array ? answer.Response.EnumerateArray().ToList() : [];
        var errors = new Queue<VkError>(answer.CallErrors);
        for (var i = 0; i < batch.Count; i++)
        {
            var response = i < responses.Count ? responses[i] : default;
            if (response.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                yield return new(batch[i].For, response, null);
            else
                yield return new(batch[i].For, null, errors.TryDequeue(out var error) ? VkFaults.Of(error, clock.GetUtcNow()) : new(FaultReason.BadAnswer, $"VK {batch[i].Call.Method}: no response"));
        }
    }
}
