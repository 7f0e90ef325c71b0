using System.Text;
using System.Text.Json;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.Vk;

/// <summary>One call of a method.</summary>
internal sealed record VkCall(string Method, Dictionary<string, object> Parameters);

/// <summary>An answer of VK to one request: a response with the errors of single calls inside execute, or what failed for all.</summary>
/// <param name="Fault">Of the connection or the answer itself; VK's own errors are <paramref name="Error"/>.</param>
internal sealed record VkAnswer(JsonElement Response, IReadOnlyList<VkError> CallErrors, VkError? Error = null, FeedFault? Fault = null)
{
    public static VkAnswer Failed(FeedFault fault) => new(default, [], Fault: fault);
}

/// <summary>Sends one request of VK's API with the token it is given. Knows no quota and repeats nothing: each repetition is a call, and <see cref="VkBatch"/> counts calls.</summary>
internal sealed class VkClient(VkSettings settings, CrawlerHttp http, VkTokenPool pool)
{
    /// <summary>Calls an execute batch may hold.</summary>
    public const int MaxBatch = 25;

    /// <summary>Runs up to 25 calls in one request. The answer's elements stand in the calls' order; a failed one is <c>false</c>.</summary>
    public Task<VkAnswer> ExecuteAsync(VkToken token, IReadOnlyList<VkCall> calls, CancellationToken cancellationToken)
    {
        var code = new StringBuilder("return [");
        for (var i = 0; i < calls.Count; i++)
            code.Append(i > 0 ? "," : "").Append("API.").Append(calls[i].Method).Append('(').Append(JsonSerializer.Serialize(calls[i].Parameters)).Append(')');
        return SendAsync(token, new("execute", new() { ["code"] = code.Append("];").ToString() }), cancellationToken);
    }

    public async Task<VkAnswer> SendAsync(VkToken token, VkCall call, CancellationToken cancellationToken)
    {
        await pool.Limiter(token).WaitAsync(cancellationToken);
        HttpAnswer answer;
        try
        {
            // The token travels in a header, where no log of addresses or forms sees it.
            answer = await http.SendAsync(
                new(new Uri(settings.BaseUrl, call.Method)) { Form = Form(call), BearerToken = token.Secret, FollowRedirects = false, IsPolite = false, Retries = false }, cancellationToken);
        }
        catch (NoAnswerException e)
        {
            return VkAnswer.Failed(new(FaultReason.Unreachable, e.Message));
        }
        if (answer.Fault("VK " + call.Method) is { } fault)
            return VkAnswer.Failed(fault);
        using var document = LenientJson.Read(answer.Body);
        if (document is null)
            return VkAnswer.Failed(new(FaultReason.BadAnswer, $"VK {call.Method}: no JSON"));
        var root = document.RootElement;
        if (root.Field("response") is { } response)
            return new(response.Clone(), [.. root.List("execute_errors").Select(VkError.Of).OfType<VkError>()]);
        return VkError.Of(root) is { } error
            ? new(default, [], error)
            : VkAnswer.Failed(new(FaultReason.BadAnswer, $"VK {call.Method}: neither a response nor an error"));
    }

    private Dictionary<string, string> Form(VkCall call)
    {
        var form = call.Parameters.ToDictionary(p => p.Key, p => Convert.ToString(p.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        form["v"] = settings.Version;
        form["lang"] = "ru";
        return form;
    }
}
