using System.Net;
using System.Text;
using System.Text.Json;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>Puts the saved objects into the product that answers at an address. A repeated import replaces them: their ids are fixed.</summary>
/// <param name="http">Knows trust and credentials; follows no redirects, or a login page would pass for an answer.</param>
internal sealed class KibanaImport(HttpClient http, KibanaAddress address)
{
    /// <summary>The longest that a refusal's own words are repeated.</summary>
    private const int MaxReason = 300;

    /// <param name="write">The objects for the product that answers.</param>
    /// <returns>Also where some of the objects were refused: each is named.</returns>
    /// <exception cref="UserError">Nothing was imported; the message says what to do.</exception>
    public async Task<ImportReport> RunAsync(Func<KibanaProduct, IReadOnlyList<SavedObject>> write, CancellationToken cancellationToken)
    {
        var product = await AskProductAsync(cancellationToken);
        var objects = write(product);
        using var request = new HttpRequestMessage(HttpMethod.Post, address.At("/api/saved_objects/_import?overwrite=true"));
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(SavedObject.File(objects)));
        file.Headers.ContentType = new("application/ndjson");
        request.Content = new MultipartFormDataContent { { file, "file", "incident-monitor.ndjson" } };
        request.Headers.Add(product.GuardHeader, "true");
        using var answer = await SendAsync(request, cancellationToken);
        return Read(product, objects, answer.Json.RootElement);
    }

    private async Task<KibanaProduct> AskProductAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.At("/api/status"));
        using var answer = await SendAsync(request, cancellationToken);
        return KibanaProduct.Read(answer.Json.RootElement, answer.HasHeader("kbn-name"), answer.HasHeader("osd-name"), address.ToString());
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (address.Tenant is not null)
        {
            request.Headers.Add("securitytenant", address.Tenant);
        }

        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Explain(request, response, body);
            }

            return new Answer(response, JsonDocument.Parse(body));
        }
        catch (JsonException error)
        {
            response?.Dispose();
            throw new UserError($"{address}: what answers there speaks no JSON ({error.Message.Split('.')[0]}), so it is no Kibana or OpenSearch Dashboards, or a login page stands before it. Check --kibana-url.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserError($"{address}: no answer within {http.Timeout.TotalSeconds:0} s. Is it up?");
        }
        catch (HttpRequestException error)
        {
            throw new UserError($"{address}: no answer ({error.InnerException?.Message ?? error.Message}). Is it up, is the address right (http or https), and is its certificate trusted (INCIDENTMONITOR_SEARCH_CA)?");
        }
        catch (UserError)
        {
            response?.Dispose();
            throw;
        }
    }

    private UserError Explain(HttpRequestMessage request, HttpResponseMessage response, byte[] body)
    {
        var said = Reason(body) is { } reason ? $" It says: {reason}" : "";
        var cure = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "it does not know the user or key. Set INCIDENTMONITOR_SEARCH_API_KEY, or _USER and _PASSWORD.",
            HttpStatusCode.Forbidden => "the user or key may not import saved objects. It needs the privileges that docs/kibana.md lists.",
            HttpStatusCode.NotFound => "there is no such space, or a base path is missing in --kibana-url.",
            HttpStatusCode.RequestEntityTooLarge => "it takes no file of this size. Raise savedObjects.maxImportPayloadBytes, or the limit of the proxy before it.",
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => "it is not ready. Wait until its start page opens, and try again.",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $"it sends elsewhere ({response.Headers.Location}): to a login page where no credentials are given (INCIDENTMONITOR_SEARCH_USER …), or to https.",
            _ => "it did not take the request.",
        };
        return new UserError($"{address}: {(int)response.StatusCode} to {request.Method} {request.RequestUri!.AbsolutePath}: {cure}{said}");
    }

    private static string? Reason(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) ? OneLine(message.ToString()) : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page: the status says enough
        }
    }

    private static ImportReport Read(KibanaProduct product, IReadOnlyList<SavedObject> objects, JsonElement root)
    {
        var failures = new List<string>();
        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array)
        {
            failures.AddRange(errors.EnumerateArray().Select(Failure));
        }

        var count = root.ValueKind is JsonValueKind.Object && root.TryGetProperty("successCount", out var said) && said.TryGetInt32(out var number) ? number : 0;
        if (failures.Count == 0 && count != objects.Count)
        {
            failures.Add($"{product} took {count} of {objects.Count} objects and does not say why.");
        }

        return new ImportReport(product, count, failures);
    }

    /// <summary>One refused object in one line: which, and why.</summary>
    private static string Failure(JsonElement failure)
    {
        var title = Text(failure, "title") ?? (failure.TryGetProperty("meta", out var meta) ? Text(meta, "title") : null);
        var name = $"{Text(failure, "type")} {Text(failure, "id")}{(title is null ? "" : $" «{title}»")}";
        if (!failure.TryGetProperty("error", out var error))
        {
            return $"{name}: refused.";
        }

        var why = Text(error, "type") switch
        {
            "missing_references" => $"it refers to what is not there: {References(error)}",
            "conflict" or "ambiguous_conflict" => "an object of this id is there and was not replaced; delete it there and import again",
            "unsupported_type" => "the product does not know this type of object; a part of it is switched off there",
            var kind => Text(error, "message") ?? Text(error, "reason") ?? kind ?? "no reason is given",
        };
        return $"{name}: {OneLine(why)}.";
    }

    private static string References(JsonElement error) => error.TryGetProperty("references", out var references) && references.ValueKind is JsonValueKind.Array
        ? string.Join(", ", references.EnumerateArray().Select(reference => $"{Text(reference, "type")} {Text(reference, "id")}"))
        : "?";

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return line.Length <= MaxReason ? line : line[..MaxReason] + "…";
    }

    private sealed class Answer(HttpResponseMessage response, JsonDocument json) : IDisposable
    {
        public JsonDocument Json => json;

        public bool HasHeader(string name) => response.Headers.Contains(name);

        public void Dispose()
        {
            json.Dispose();
            response.Dispose();
        }
    }
}

/// <summary>What became of an import.</summary>
/// <param name="Count">Objects that are in place.</param>
/// <param name="Failures">A line for each that is not; a success has none, whatever the status said.</param>
internal sealed record ImportReport(KibanaProduct Product, int Count, IReadOnlyList<string> Failures);
