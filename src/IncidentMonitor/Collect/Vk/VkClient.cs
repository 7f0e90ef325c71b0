using System.Text;
using System.Text.Json;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.Vk;

/// <summary>An answer of VK: a response with the errors of single calls inside execute, or one error for all.</summary>
internal sealed record VkAnswer(JsonElement Response, IReadOnlyList<VkError> CallErrors);

/// <summary>The whole call failed.</summary>
internal sealed class VkException(FeedFault fault, VkError? error = null) : Exception(fault.Message)
{
    public FeedFault Fault => fault;
    public VkError? Error => error;
}

/// <summary>
/// Calls of VK's API with one token. A pool of tokens with daily quotas would stand in front of several of these.
/// </summary>
internal sealed class VkClient(VkSettings settings, CrawlerHttp http, TimeProvider clock) : IDisposable
{
    /// <summary>Repetitions of a call that VK refused for the moment (errors 1, 6, 10, 36).</summary>
    private const int Retries = 3;

    private readonly VkLimiter limiter = new(settings.RequestsPerSecond, clock);
    private readonly Random jitter = new(settings.Seed);

    /// <summary>Calls an execute batch may hold.</summary>
    public const int MaxBatch = 25;

    public void Dispose() => limiter.Dispose();

    /// <summary>Runs up to 25 calls in one request. The answer's elements stand in the calls' order; a failed one is <c>false</c>.</summary>
    public Task<VkAnswer> ExecuteAsync(IReadOnlyList<VkCall> calls, CancellationToken cancellationToken)
    {
        var code = new StringBuilder("return [");
        for (var i = 0; i < calls.Count; i++)
            code.Append(i > 0 ? "," : "").Append("API.").Append(calls[i].Method).Append('(').Append(JsonSerializer.Serialize(calls[i].Parameters)).Append(')');
        return CallAsync(new("execute", new() { ["code"] = code.Append("];").ToString() }), cancellationToken);
    }

    /// <exception cref="VkException">VK refused, also after the retries that its error allows; or there was no answer.</exception>
    public async Task<VkAnswer> CallAsync(VkCall call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            await limiter.WaitAsync(cancellationToken);
            var answer = await SendAsync(call, cancellationToken);
            if (answer.Fault("VK " + call.Method) is { } fault)
                throw new VkException(fault);
            using var document = LenientJson.Read(answer.Body) ?? throw new VkException(new(FaultReason.BadAnswer, $"VK {call.Method}: no JSON"));
            var root = document.RootElement;
            if (root.Field("response") is { } response)
                return new(response.Clone(), [.. root.List("execute_errors").Select(VkError.Of).OfType<VkError>()]);
            if (VkError.Of(root) is not { } error)
                throw new VkException(new(FaultReason.BadAnswer, $"VK {call.Method}: neither a response nor an error"));
            if (error.Reaction is not (VkReaction.SlowDown or VkReaction.Retry) || attempt >= Retries)
                throw new VkException(VkFaults.Of(error, clock.GetUtcNow()), error);
            await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt) * (0.5 + Jitter())), clock, cancellationToken);
        }
    }

    private async Task<HttpAnswer> SendAsync(VkCall call, CancellationToken cancellationToken)
    {
        var form = call.Parameters.ToDictionary(p => p.Key, p => Convert.ToString(p.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        form["v"] = settings.Version;
        form["lang"] = "ru";
        try
        {
            // The token travels in a header, where no log of addresses or forms sees it.
            return await http.SendAsync(new(new Uri(settings.BaseUrl, call.Method)) { Form = form, BearerToken = settings.Token, FollowRedirects = false, IsPolite = false }, cancellationToken);
        }
        catch (NoAnswerException e)
        {
            throw new VkException(new(FaultReason.Unreachable, e.Message));
        }
    }

    private double Jitter()
    {
        lock (jitter)
            return jitter.NextDouble();
    }
}

/// <summary>One call of a method.</summary>
internal sealed record VkCall(string Method, Dictionary<string, object> Parameters);
