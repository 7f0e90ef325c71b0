using System.Globalization;
using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Vk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IncidentMonitor.Sandbox.Faults;

/// <summary>Lets the planned mishaps happen before, or instead of, an answer.</summary>
internal static class FaultMiddleware
{
    private const string Control = "/_sandbox/faults";

    private const string GatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    /// <summary>The words VK says with a code.</summary>
    public static string VkMessage(int code) => code switch
    {
        5 => "User authorization failed: invalid access_token (4).",
        6 => "Too many requests per second",
        9 => "Flood control",
        10 => "Internal server error",
        14 => "Captcha needed",
        15 => "Access denied",
        17 => "Validation required: please open redirect_uri in browser",
        29 => "Rate limit reached",
        _ => "Unknown error occurred",
    };

    public static void Use(WebApplication app, SandboxOptions options)
    {
        app.Use((context, next) =>
        {
            var path = context.Request.Path.Value ?? "/";
            return path != Control && options.Faults.Take(path[(path.LastIndexOf('/') + 1)..], path) is { } fault
                ? HappenAsync(fault, context, next, options.Clock)
                : next(context);
        });
        app.MapPost(Control, (FaultOrder order) =>
        {
            options.Faults.Next(order.Target, order.ToFault(), Math.Max(1, order.Times));
            return Results.Json(new { pending = options.Faults.Pending });
        });
    }

    private static async Task HappenAsync(Fault fault, HttpContext context, RequestDelegate next, TimeProvider clock)
    {
        var isBot = context.Request.Path.Value!.StartsWith("/bot", StringComparison.Ordinal);
        var response = context.Response;
        switch (fault.Kind)
        {
            case FaultKind.VkError:
                await WriteVkErrorAsync(fault.Code, context);
                break;
            case FaultKind.TooManyRequests:
                var seconds = (int)Math.Ceiling(fault.Delay.TotalSeconds);
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(response, 429, isBot, $"Too Many Requests: retry after {seconds}", new JsonObject { ["retry_after"] = seconds });
                break;
            case FaultKind.Conflict:
                await RefuseAsync(response, 409, isBot, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
                break;
            case FaultKind.Redirect:
                response.Redirect(fault.Location ?? "/");
                break;
            case FaultKind.BadGateway:
                response.StatusCode = 502;
                response.ContentType = "text/html";
                await response.WriteAsync(GatewayPage, context.RequestAborted);
                break;
            case FaultKind.Reset:
                context.Abort();
                break;
            case FaultKind.SlowBody:
                await DripAsync(fault.Delay, context, next, clock);
                break;
            default:
                throw new InvalidOperationException($"No such fault: {fault.Kind}.");
        }
    }

    private static async Task WriteVkErrorAsync(int code, HttpContext context)
    {
        var parameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (context.Request.HasFormContentType)
        {
            foreach (var (key, value) in await context.Request.ReadFormAsync(context.RequestAborted))
            {
                parameters[key] = value.ToString();
            }
        }

        var path = context.Request.Path.Value!;
        var answer = VkRoutes.Error(code, VkMessage(code), parameters, path[(path.LastIndexOf('/') + 1)..]);
        if (code == 14)
        {
            answer["error"]!["captcha_sid"] = "239633676097";
            answer["error"]!["captcha_img"] = "https://vk.example.org/captcha.php?sid=239633676097";
        }

        await VkRoutes.WriteAsync(context.Response, answer);
    }

    private static Task RefuseAsync(HttpResponse response, int status, bool isBot, string words, JsonObject? parameters = null)
    {
        response.StatusCode = status;
        if (!isBot)
        {
            response.ContentType = "text/plain; charset=utf-8";
            return response.WriteAsync(words, response.HttpContext.RequestAborted);
        }

        var answer = new JsonObject { ["ok"] = false, ["error_code"] = status, ["description"] = words };
        if (parameters is not null)
        {
            answer["parameters"] = parameters;
        }

        return VkRoutes.WriteAsync(response, answer);
    }

    /// <summary>Half of the right answer, a pause of real time, the other half.</summary>
    private static async Task DripAsync(TimeSpan delay, HttpContext context, RequestDelegate next, TimeProvider clock)
    {
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await next(context);
        context.Response.Body = wire;
        var bytes = answer.ToArray();
        var half = bytes.Length / 2;
        await wire.WriteAsync(bytes.AsMemory(0, half), context.RequestAborted);
        await wire.FlushAsync(context.RequestAborted);
        await Task.Delay(delay, clock, context.RequestAborted);
        await wire.WriteAsync(bytes.AsMemory(half), context.RequestAborted);
    }

    /// <summary>What <c>POST /_sandbox/faults</c> takes.</summary>
    /// <param name="Kind">A name of <see cref="FaultKind"/>, any case.</param>
    /// <param name="Seconds">Retry-After or the body's delay.</param>
    internal sealed record FaultOrder(string Target, string Kind, int Times = 1, int Code = 0, double Seconds = 0, string? Location = null)
    {
        /// <exception cref="BadHttpRequestException">The kind is unknown.</exception>
        public Fault ToFault() => Enum.TryParse<FaultKind>(Kind, ignoreCase: true, out var kind)
            ? new Fault(kind, Code, TimeSpan.FromSeconds(Seconds), Location)
            : throw new BadHttpRequestException($"kind «{Kind}»: one of {string.Join(", ", Enum.GetNames<FaultKind>())}.");
    }
}
