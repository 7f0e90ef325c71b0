using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// The one thin client for Elasticsearch 8 (9 in mind) and OpenSearch 2 (3 in mind): several nodes with failover, compression, capped time and
/// size, errors that say what to do. Every request that goes through it can be repeated harmlessly.
/// </summary>
internal sealed class SearchClient : IDisposable
{
    /// <summary>Largest answer that is read; ours are some hundred kilobytes at most.</summary>
    private const int MaxAnswer = 64 << 20;

    /// <summary>Smaller bodies aren't worth compressing.</summary>
    private const int CompressFrom = 1_024;

    private readonly SearchSettings _settings;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;
    private readonly SearchNodes _nodes;
    private readonly TimeProvider _clock;
    private SearchProduct? _product;

    public SearchClient(SearchSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _nodes = new SearchNodes(settings.Urls, clock);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(5, settings.Timeout.TotalSeconds)),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        SearchTrust.Apply(_handler.SslOptions, settings);
        _http = new HttpClient(_handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswer };
        _http.DefaultRequestHeaders.Authorization = Authorization(settings.Secrets);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("IncidentMonitor");
    }

    /// <summary>For messages: where the index is.</summary>
    public string Where => string.Join(", ", _settings.Urls);

    public void Dispose() => _http.Dispose();

    /// <summary>What answers there; asked once.</summary>
    /// <exception cref="SearchException">No answer, or a product or version that the service does not know.</exception>
    public async Task<SearchProduct> ProductAsync(CancellationToken cancellationToken)
    {
        if (_product is null)
        {
            using var answer = await SendAsync(HttpMethod.Get, "/", cancellationToken);
            _product = SearchProduct.Read(answer.Root, answer.HasElasticHeader, Where);
        }

        return _product;
    }

    public Task<SearchAnswer> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken) => SendAsync(method, path, null, null, cancellationToken);

    /// <param name="path">Begins with a slash; names in it are ours and need no escaping.</param>
    /// <exception cref="SearchException">Anything but 2xx.</exception>
    public Task<SearchAnswer> SendAsync(HttpMethod method, string path, string json, CancellationToken cancellationToken) =>
        SendAsync(method, path, Encoding.UTF8.GetBytes(json), null, cancellationToken);

    /// <param name="body">JSON, or lines of JSON for a bulk request.</param>
    /// <param name="timeout">Instead of the setting's; for a person who waits.</param>
    /// <exception cref="SearchException">Anything but 2xx.</exception>
    public async Task<SearchAnswer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        SearchException? last = null;
        foreach (var node in _nodes.InTurn())
        {
            try
            {
                var answer = await AskAsync(node, method, path, body, timeout ?? _settings.Timeout, cancellationToken);
                _nodes.Answered(node);
                return answer;
            }
            catch (SearchException error) when (error.Fault is SearchFault.Unreachable || error.Kind is SearchErrors.GatewayKind)
            {
                _nodes.Failed(node);
                _product = null; // what comes back may be another version
                last = error;
            }
        }

        throw last!;
    }

    private async Task<SearchAnswer> AskAsync(Uri node, HttpMethod method, string path, ReadOnlyMemory<byte>? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(node, node.AbsolutePath.TrimEnd('/') + path)) { Content = body is { } bytes ? Content(bytes, path) : null };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var text = await response.Content.ReadAsByteArrayAsync(both.Token);
            return response.IsSuccessStatusCode
                ? new SearchAnswer(Parse(text, node), response.Headers.Contains("X-elastic-product"))
                : throw SearchErrors.Explain(response.StatusCode, text, $"{method} {path.Split('?')[0]}", node);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchException(SearchFault.Unreachable, $"{node}: no answer within {timeout.TotalSeconds:0} s.", error);
        }
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException tls)
        {
            throw new SearchException(SearchFault.Denied,
                $"{node}: its certificate is not trusted ({tls.InnerException?.Message ?? tls.Message}). Set INCIDENTMONITOR_SEARCH_CA to the PEM of the authority that signed it, or Search:Fingerprint.", error);
        }
        catch (HttpRequestException error)
        {
            throw new SearchException(SearchFault.Unreachable, $"{node}: no answer ({error.InnerException?.Message ?? error.Message}). Is it up, and is the address right (http or https)?", error);
        }
        catch (IOException error)
        {
            throw new SearchException(SearchFault.Unreachable, $"{node}: the answer broke off ({error.Message}).", error);
        }
    }

    private static JsonDocument Parse(byte[] text, Uri node)
    {
        try
        {
            return JsonDocument.Parse(text.Length == 0 ? "{}"u8.ToArray() : text);
        }
        catch (JsonException error)
        {
            throw new SearchException(SearchFault.Unsupported, $"{node}: what answers there speaks no JSON, so it is no Elasticsearch or OpenSearch. Check Search:Urls.", error);
        }
    }

    private static ByteArrayContent Content(ReadOnlyMemory<byte> body, string path)
    {
        var isPacked = body.Length >= CompressFrom;
        var content = isPacked ? Pack(body) : new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        if (isPacked)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static ByteArrayContent Pack(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
    }

    internal static AuthenticationHeaderValue? Authorization(SearchSecrets secrets) => secrets switch
    {
        { ApiKey: { } key } => new AuthenticationHeaderValue("ApiKey", key.Contains(':') ? Convert.ToBase64String(Encoding.UTF8.GetBytes(key)) : key),
        { User: { } user, Password: { } password } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        _ => null,
    };
}

/// <summary>A 2xx with its JSON.</summary>
internal sealed class SearchAnswer(JsonDocument json, bool hasElasticHeader) : IDisposable
{
    public JsonElement Root => json.RootElement;

    /// <summary>Elasticsearch names itself in each answer since 7.14.</summary>
    public bool HasElasticHeader => hasElasticHeader;

    public void Dispose() => json.Dispose();
}
