using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IncidentMonitor.Sandbox.Vk;

/// <summary>VK's door: <c>/vk/method/NAME</c>, form or query, GET or POST.</summary>
internal static class VkRoutes
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder routes, SandboxOptions options) =>
        routes.MapMethods("/vk/method/{method}", ["GET", "POST"], async (string method, HttpContext context) =>
        {
            var call = new VkCall(method, await ParametersAsync(context.Request));
            await WriteAsync(context.Response, Answer(call, context, options));
        });

    /// <summary>The error object of VK; request_params echo everything, the token too, as the real one may.</summary>
    public static JsonObject Error(int code, string message, IReadOnlyDictionary<string, string> parameters, string method) => new()
    {
        ["error"] = new JsonObject
        {
            ["error_code"] = code,
            ["error_msg"] = message,
            ["request_params"] = new JsonArray([.. parameters.Append(new("method", method))
                .Select(p => new JsonObject { ["key"] = p.Key, ["value"] = p.Value })]),
        },
    };

    public static Task WriteAsync(HttpResponse response, JsonNode answer)
    {
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(answer.ToJsonString(Plain), response.HttpContext.RequestAborted);
    }

    private static JsonObject Answer(VkCall call, HttpContext context, SandboxOptions options)
    {
        try
        {
            var token = Authorise(call, context.Request, options.Meter);
            var methods = new VkMethods(SandboxTown.Content, options.Clock.GetUtcNow());
            return call.Method == "execute"
                ? Execute(call, methods, options, token)
                : Single(call, methods, options, token);
        }
        catch (VkRefusal refusal)
        {
            return Error(refusal.Code, refusal.Message, call.Parameters, call.Method);
        }
    }

    private static JsonObject Single(VkCall call, VkMethods methods, SandboxOptions options, string token)
    {
        options.Meter.Count(token, call.Method, options.Clock.GetUtcNow());
        return new JsonObject { ["response"] = methods.Answer(call) };
    }

    private static JsonObject Execute(VkCall call, VkMethods methods, SandboxOptions options, string token)
    {
        var (calls, isList) = ExecuteCode.Parse(call.Text("code") ?? throw VkCall.Invalid("code"));
        var results = new List<JsonNode>();
        var errors = new JsonArray();
        foreach (var inner in calls)
        {
            try
            {
                options.Meter.Count(token, inner.Method, options.Clock.GetUtcNow());
                if (options.Faults.Take(inner.Method, null) is { } fault)
                {
                    throw new VkRefusal(fault.Code, FaultMiddleware.VkMessage(fault.Code));
                }

                results.Add(methods.Answer(inner));
            }
            catch (VkRefusal refusal)
            {
                results.Add(JsonValue.Create(false));
                errors.Add(new JsonObject { ["method"] = inner.Method, ["error_code"] = refusal.Code, ["error_msg"] = refusal.Message });
            }
        }

        var answer = new JsonObject { ["response"] = isList ? new JsonArray([.. results]) : results[0] };
        if (errors.Count > 0)
        {
            answer["execute_errors"] = errors;
        }

        return answer;
    }

    private static string Authorise(VkCall call, HttpRequest request, VkMeter meter)
    {
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : call.Text("access_token");
        if (token?.StartsWith("sandbox-", StringComparison.Ordinal) != true || meter.IsDead(token))
        {
            throw new VkRefusal(5, "User authorization failed: invalid access_token (4).");
        }

        if (call.Text("v") is null)
        {
            throw new VkRefusal(8, "Invalid request: v (version) is required");
        }

        return token;
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

        return parameters;
    }
}
