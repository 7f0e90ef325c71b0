using System.Globalization;
using System.Reflection;
using System.Text;
using IncidentMonitor.Collect.Intake;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Collect.Vk;

namespace IncidentMonitor.Web;

/// <summary>What others call: the intake API and the services' hooks.</summary>
internal static class IntakeEndpoints
{
    /// <summary>An event of VK or Telegram; theirs are a few kilobytes.</summary>
    private const int MaxEventBytes = 1024 * 1024;

    private static readonly string[] BatchTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

    public static void MapIntake(this WebApplication app)
    {
        app.MapPost("/api/v1/messages", PostAsync);
        app.MapDelete("/api/v1/messages/{id}", DeleteAsync);
        app.MapGet("/api/v1/openapi.json", () => Results.Stream(Assembly.GetExecutingAssembly().GetManifestResourceStream("IncidentMonitor.openapi.json")!, "application/json"));
        app.MapPost("/hooks/vk", async (HttpContext context, VkCallback callback) => await HookAsync(context, body => callback.TakeAsync(body, context.RequestAborted)));
        app.MapPost("/hooks/telegram", async (HttpContext context, TelegramWebhook webhook) =>
            await HookAsync(context, body => webhook.TakeAsync(context.Request.Headers[TelegramWebhook.SecretHeader], body, context.RequestAborted)));
    }

    private static async Task PostAsync(HttpContext context, MessageIntake intake)
    {
        if (await KeyAsync(context, intake, IntakeScope.Write) is not { } key)
        {
            return;
        }

        var type = context.Request.ContentType?.Split(';')[0].Trim();
        var isBatch = BatchTypes.Contains(type, StringComparer.OrdinalIgnoreCase);
        if (!isBatch && !"application/json".Equals(type, StringComparison.OrdinalIgnoreCase) || context.Request.Headers.ContentEncoding.Count > 0)
        {
            await WriteAsync(context, IntakeAnswer.Problem(415, "Unsupported media type", "Send application/json (one message) or application/x-ndjson (a message a line), UTF-8, not compressed."));
            return;
        }

        var idempotencyKey = IdempotencyKey(context.Request, out var isKeyGood);
        if (!isKeyGood)
        {
            await WriteAsync(context, IntakeAnswer.Problem(400, "Bad Idempotency-Key", $"Idempotency-Key: 1 to {MessageIntake.MaxIdempotencyKey} visible ASCII characters.", [new("Idempotency-Key", "is empty, too long or not ASCII")]));
            return;
        }

        var most = isBatch ? MessageIntake.MaxBytes : IntakeMessage.MaxBytes;
        if (await ReadAsync(context.Request, most) is not { } body)
        {
            await WriteAsync(context, TooLarge(most, isBatch));
            return;
        }

        if (body.Span is [0xEF, 0xBB, 0xBF, ..])
        {
            body = body[3..];
        }

        var lines = isBatch ? intake.ReadBatch(body, key) : [intake.ReadSingle(body, key)];
        await WriteAsync(context, lines switch
        {
            null => TooLarge(most, isBatch),
            [] => IntakeAnswer.Problem(400, "Empty batch", "The body holds no line."),
            _ => await intake.TakeAsync(key, lines, isBatch, idempotencyKey, body, context.RequestAborted),
        });
    }

    private static async Task DeleteAsync(string id, HttpContext context, MessageIntake intake)
    {
        if (await KeyAsync(context, intake, IntakeScope.Erase) is not { } key)
        {
            return;
        }

        await WriteAsync(context, id.Length > IntakeMessage.MaxId
            ? IntakeAnswer.Problem(400, "Bad id", $"An id has at most {IntakeMessage.MaxId} characters.", [new("id", "is too long")])
            : await intake.EraseAsync(key, id, context.RequestAborted));
    }

    /// <summary>The key of the request, or null after it was turned away.</summary>
    private static async Task<ApiKey?> KeyAsync(HttpContext context, MessageIntake intake, string scope)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        var key = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? intake.Authenticate(header[Scheme.Length..].Trim()) : null;
        if (key is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await WriteAsync(context, IntakeAnswer.Problem(401, "No valid key", "Send the key of the intake as Authorization: Bearer KEY; it may have been revoked or have expired."));
            return null;
        }

        if (!key.May(scope))
        {
            await WriteAsync(context, IntakeAnswer.Problem(403, "Not with this key", $"The key lacks the scope {scope}."));
            return null;
        }

        return key;
    }

    private static string? IdempotencyKey(HttpRequest request, out bool isGood)
    {
        isGood = true;
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values))
        {
            return null;
        }

        // The draft standard writes it as a quoted string; most clients don't.
        var key = values.ToString().Trim().Trim('"');
        isGood = key.Length is > 0 and <= MessageIntake.MaxIdempotencyKey && key.All(c => c is > ' ' and < '\u007f');
        return key;
    }

    private static IntakeAnswer TooLarge(int most, bool isBatch) => IntakeAnswer.Problem(413, "Too large",
        string.Create(CultureInfo.InvariantCulture, $"At most {most} bytes{(isBatch ? $" and {MessageIntake.MaxLines} lines" : "")} a request."));

    private static async Task HookAsync(HttpContext context, Func<ReadOnlyMemory<byte>, Task<(int Status, string Words)>> take)
    {
        var (status, words) = await ReadAsync(context.Request, MaxEventBytes) is { } body ? await take(body) : (StatusCodes.Status413PayloadTooLarge, "too large");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(words, context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[1 << 14];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > most)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext context, IntakeAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (answer.Body.Length > 0)
        {
            response.ContentType = answer.IsProblem ? IntakeAnswer.ProblemType : "application/json";
            await response.WriteAsync(answer.Body, Encoding.UTF8, context.RequestAborted);
        }
    }
}
