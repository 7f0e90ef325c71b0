namespace IncidentMonitor.Collect.Http;

/// <summary>How the crawler behaves on the network.</summary>
public sealed record CrawlerSettings
{
    /// <summary>Says who asks and where to complain. The product name is what robots.txt is matched against.</summary>
    public string UserAgent { get; init; } = "IncidentMonitor/0.1";

    /// <summary>Longest body read, decompressed (bytes).</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>For one request from connecting to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Redirects followed before the chain counts as broken (RFC 9309 asks for at least five).</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>Repetitions after a failed connection or a 5xx.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Wait before the first repetition; it doubles and has jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rest between two requests to one host, after the first has ended.</summary>
    public TimeSpan HostGap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Hosts (host or host:port) that may lie on a private or loopback address: the sandbox, a proxy inside.</summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>
    /// Hosts by name that are reached at a fixed address and port (host:port) instead of by DNS, on the inner network too: the sandbox, a mirror.
    /// </summary>
    public IReadOnlyDictionary<string, string> Resolve { get; init; } = new Dictionary<string, string>();

    /// <summary>Seeds the jitter, so that a run can repeat.</summary>
    public int Seed { get; init; } = 1;
}
