using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace IncidentMonitor.Collect.Http;

/// <summary>An answer read to its end or to the size cap.</summary>
internal sealed record HttpAnswer
{
    public required HttpStatusCode Status { get; init; }

    /// <summary>Where it came from, after redirects.</summary>
    public required Uri Address { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The body was longer than the cap; what is here is its beginning.</summary>
    public bool IsCut { get; init; }

    public string? Charset { get; init; }
    public string? MediaType { get; init; }
    public string? ETag { get; init; }
    public string? LastModified { get; init; }

    /// <summary>Target of a redirect that was not followed.</summary>
    public Uri? Location { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Seconds or a date; at most a day ahead, since nobody means more.</summary>
    internal static DateTimeOffset? RetryAtOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var retry = response.Headers.RetryAfter;
        var at = retry?.Delta is { } delta ? now + Least(delta) : retry?.Date;
        return at is null ? null : at > now ? now + Least(at.Value - now) : now;

        static TimeSpan Least(TimeSpan wait) => wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1);
    }

    internal static string? LastModifiedOf(HttpContentHeaders headers) =>
        headers.TryGetValues("Last-Modified", out var values) ? string.Join(", ", values) : headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The failure that this answer is, or null for a success or 304.</summary>
    public FeedFault? Fault(string what)
    {
        var code = (int)Status;
        var message = string.Create(CultureInfo.InvariantCulture, $"{what}: HTTP {code}");
        return code switch
        {
            >= 200 and < 300 or 304 => null,
            429 => new(FaultReason.RateLimited, message, RetryAt),
            503 when RetryAt is not null => new(FaultReason.RateLimited, message, RetryAt),
            401 or 407 => new(FaultReason.Auth, message),
            403 or 404 or 410 or 451 => new(FaultReason.Gone, message),
            >= 300 and < 400 => new(FaultReason.Gone, message),
            >= 500 or 408 => new(FaultReason.Unreachable, message, RetryAt),
            _ => new(FaultReason.BadAnswer, message),
        };
    }
}

/// <summary>No answer at all. The message holds no address with a token in it.</summary>
internal sealed class NoAnswerException(string message, Exception? inner = null) : Exception(message, inner);
