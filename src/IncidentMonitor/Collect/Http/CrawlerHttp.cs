using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace IncidentMonitor.Collect.Http;

/// <summary>A request as the crawler makes it.</summary>
internal sealed record CrawlerRequest(Uri Address)
{
    /// <summary>Sent as a form by POST when set.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    public string? BearerToken { get; init; }
    public string? ETag { get; init; }
    public string? LastModified { get; init; }
    public string? Accept { get; init; }
    public bool FollowRedirects { get; init; } = true;

    /// <summary>False for the APIs, which have a limiter of their own.</summary>
    public bool IsPolite { get; init; } = true;

    /// <summary>The site's own Crawl-delay.</summary>
    public TimeSpan? Rest { get; init; }

    /// <summary>Repeat after a failed connection or a 5xx.</summary>
    public bool Retries { get; init; } = true;

    /// <summary>Beyond the usual time-out: a long poll's own waiting.</summary>
    public TimeSpan ExtraTime { get; init; }
}

/// <summary>
/// The only door to the network: guarded addresses, capped size and time, manual redirects, politeness per host,
/// bounded retries. One per process.
/// </summary>
public sealed class CrawlerHttp : IDisposable
{
    private readonly HttpClient client;
    private readonly HostGate gate;
    private readonly ResiliencePipeline<HttpAnswer> retries;
    private readonly TimeProvider clock;

    public CrawlerHttp(CrawlerSettings settings, TimeProvider clock)
    {
        Settings = settings;
        this.clock = clock;
        var guard = new AddressGuard(settings.AllowedPrivateHosts, settings.Resolve);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = guard.ConnectAsync,
            // The guard must see the real target, so no proxy of the environment stands between.
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = settings.Timeout,
        };
        client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        gate = new HostGate(settings.HostGap, clock);
        retries = Pipeline(settings, clock);
    }

    internal CrawlerSettings Settings { get; }

    /// <summary>Told of every answer, for a person who wants to see what a fetch sees.</summary>
    internal Action<CrawlerRequest, HttpAnswer>? Seen { get; set; }

    /// <summary>Product name before the slash, for robots.txt.</summary>
    internal string ProductName => Settings.UserAgent.Split('/', ' ')[0];

    public void Dispose() => client.Dispose();

    /// <exception cref="NoAnswerException">No connection, a time-out, a closed address, too many redirects.</exception>
    internal async Task<HttpAnswer> SendAsync(CrawlerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Retries
                ? await retries.ExecuteAsync(async token => await FollowAsync(request, token), cancellationToken)
                : await FollowAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClosedAddressException or InvalidOperationException)
        {
            // Messages of the stack may quote the address, and a bot's address holds its token.
            throw new NoAnswerException($"{request.Address.Host}: {Reason(e)}", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"{request.Address.Host}: no answer in time");
        }
    }

    private static string Reason(Exception e) => e switch
    {
        _ when e is ClosedAddressException || e.InnerException is ClosedAddressException => "lies on a private address",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        _ => e.GetType().Name,
    };

    private async Task<HttpAnswer> FollowAsync(CrawlerRequest request, CancellationToken cancellationToken)
    {
        for (var hop = 0; ; hop++)
        {
            var answer = await OnceAsync(request, cancellationToken);
            if (!request.FollowRedirects || (int)answer.Status is not (301 or 302 or 303 or 307 or 308) || answer.Location is not { } target)
                return answer;
            if (hop >= Settings.MaxRedirects || target.Scheme is not ("http" or "https"))
                throw new HttpRequestException("too many redirects, or to no web address");
            // A token is for the host it was given to; a form is sent once.
            request = request with { Address = target, Form = null, BearerToken = target.Host == request.Address.Host ? request.BearerToken : null };
        }
    }

    private async Task<HttpAnswer> OnceAsync(CrawlerRequest request, CancellationToken cancellationToken)
    {
        using var turn = request.IsPolite ? await gate.EnterAsync(request.Address.Authority, request.Rest, cancellationToken) : null;
        using var timeout = new CancellationTokenSource(Settings.Timeout + request.ExtraTime, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var message = Message(request);
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
        var (body, isCut) = await ReadAsync(response, both.Token);
        var location = response.Headers.Location;
        var answer = new HttpAnswer
        {
            Status = response.StatusCode,
            Address = request.Address,
            Body = body,
            IsCut = isCut,
            Charset = response.Content.Headers.ContentType?.CharSet,
            MediaType = response.Content.Headers.ContentType?.MediaType,
            ETag = response.Headers.ETag?.ToString(),
            LastModified = HttpAnswer.LastModifiedOf(response.Content.Headers),
            Location = location is null ? null : Uri.TryCreate(request.Address, location, out var target) ? target : null,
            RetryAt = HttpAnswer.RetryAtOf(response, clock.GetUtcNow()),
        };
        Seen?.Invoke(request, answer);
        return answer;
    }

    private HttpRequestMessage Message(CrawlerRequest request)
    {
        var message = new HttpRequestMessage(request.Form is null ? HttpMethod.Get : HttpMethod.Post, request.Address);
        message.Headers.TryAddWithoutValidation("User-Agent", Settings.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept ?? "*/*");
        if (request.ETag is not null)
            message.Headers.TryAddWithoutValidation("If-None-Match", request.ETag);
        if (request.LastModified is not null)
            message.Headers.TryAddWithoutValidation("If-Modified-Since", request.LastModified);
        if (request.BearerToken is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", request.BearerToken);
        if (request.Form is not null)
            message.Content = new FormUrlEncodedContent(request.Form);
        return message;
    }

    /// <summary>The cap is on what comes out of decompression: that is where bombs go off.</summary>
    private async Task<(byte[] Body, bool IsCut)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[1 << 14];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            var room = Settings.MaxBytes - (int)buffer.Length;
            buffer.Write(chunk, 0, Math.Min(read, room));
            if (read > room)
                return (buffer.ToArray(), true);
        }
        return (buffer.ToArray(), false);
    }

    private static ResiliencePipeline<HttpAnswer> Pipeline(CrawlerSettings settings, TimeProvider clock)
    {
        if (settings.Retries == 0)
            return ResiliencePipeline<HttpAnswer>.Empty;
        var random = Seeded(settings.Seed);
        return new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpAnswer>
            {
                MaxRetryAttempts = settings.Retries,
                Delay = settings.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random,
                // A service that names a time to wait is not asked again before: that is the feed's back-off.
                ShouldHandle = new PredicateBuilder<HttpAnswer>()
                    .HandleResult(answer => (int)answer.Status is 500 or 502 or 504 || (int)answer.Status == 503 && answer.RetryAt is null)
                    .Handle<HttpRequestException>(e => e.InnerException is not ClosedAddressException && e.HttpRequestError != HttpRequestError.Unknown)
                    .Handle<IOException>(e => e is not ClosedAddressException),
            })
            .Build();
    }

    private static Func<double> Seeded(int seed)
    {
        var random = new Random(seed);
        return () =>
        {
            lock (random)
                return random.NextDouble();
        };
    }
}
