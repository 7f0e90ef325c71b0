using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Vk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IncidentMonitor.Sandbox.Telegram;

/// <summary>The Bot API's door: <c>/bot{token}/getUpdates</c>, getMe, deleteWebhook; query, form or JSON body.</summary>
internal sealed class BotRoutes(SandboxOptions options)
{
    /// <summary>A long poll waits this long at most, whatever it asks for: a test has no 50 seconds.</summary>
    private static readonly TimeSpan LongPoll = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, BotQueue> _queues = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/bot{token}/{method}", ["GET", "POST"], async (string token, string method, HttpContext context) =>
        {
            if (!token.StartsWith("sandbox-", StringComparison.Ordinal))
            {
                await RefuseAsync(context.Response, 401, "Unauthorized");
                return;
            }

            var parameters = await ParametersAsync(context.Request);
            switch (method)
            {
                case "getUpdates":
                    await GetUpdatesAsync(token, parameters, context);
                    break;
                case "getMe":
                    await AcceptAsync(context.Response, BotJson.Me());
                    break;
                case "deleteWebhook":
                    await AcceptAsync(context.Response, JsonValue.Create(true));
                    break;
                default:
                    await RefuseAsync(context.Response, 404, "Not Found");
                    break;
            }
        });

    private async Task GetUpdatesAsync(string token, Dictionary<string, string> parameters, HttpContext context)
    {
        if (!TryNumber(parameters, "offset", 0, out var offset) || !TryNumber(parameters, "limit", 100, out var limit)
            || !TryNumber(parameters, "timeout", 0, out var timeout) || !TryKinds(parameters, out var allowed))
        {
            await RefuseAsync(context.Response, 400, "Bad Request: can't parse parameters");
            return;
        }

        var queue = _queues.GetOrAdd(token, _ => new BotQueue());
        limit = limit is < 1 or > 100 ? 100 : limit;
        var updates = queue.Take(offset, (int)limit, allowed, options.Clock.GetUtcNow());
        if (updates.Count == 0 && timeout > 0)
        {
            await Task.Delay(LongPoll, options.Clock, context.RequestAborted);
            updates = queue.Take(offset, (int)limit, allowed, options.Clock.GetUtcNow());
        }

        await AcceptAsync(context.Response, new JsonArray([.. updates]));
    }

    private static Task AcceptAsync(HttpResponse response, JsonNode result) =>
        VkRoutes.WriteAsync(response, new JsonObject { ["ok"] = true, ["result"] = result });

    private static Task RefuseAsync(HttpResponse response, int status, string words)
    {
        response.StatusCode = status;
        return VkRoutes.WriteAsync(response, new JsonObject { ["ok"] = false, ["error_code"] = status, ["description"] = words });
    }

    private static bool TryNumber(Dictionary<string, string> parameters, string key, long @default, out long number)
    {
        number = @default;
        return !parameters.TryGetValue(key, out var text) || text.Length == 0 || long.TryParse(text, out number);
    }

    private static bool TryKinds(Dictionary<string, string> parameters, out IReadOnlyList<string>? kinds)
    {
        kinds = null;
        if (!parameters.TryGetValue("allowed_updates", out var text) || text.Length == 0)
        {
            return true;
        }

        try
        {
            kinds = JsonSerializer.Deserialize<string[]>(text);
            return kinds is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, string>> ParametersAsync(HttpRequest request)
    {
        var parameters = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach (var (key, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                parameters[key] = value.ToString();
            }
        }
        else if (request.HasJsonContentType() && await request.ReadFromJsonAsync<JsonObject>(request.HttpContext.RequestAborted) is { } body)
        {
            foreach (var (key, value) in body)
            {
                parameters[key] = value is JsonValue v && v.TryGetValue<string>(out var text) ? text : value?.ToJsonString() ?? "";
            }
        }

        return parameters;
    }
}
