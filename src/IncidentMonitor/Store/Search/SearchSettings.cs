using IncidentMonitor.Configuration;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// Where the search index is. Secrets are no settings: they come from the environment only (<c>INCIDENTMONITOR_SEARCH_USER</c>, <c>_PASSWORD</c>,
/// <c>_API_KEY</c>), and <c>INCIDENTMONITOR_SEARCH_URL</c> and <c>_CA</c> win over <see cref="Urls"/> and <see cref="CaFile"/>.
/// </summary>
public sealed record SearchSettings
{
    /// <summary>Value of <c>INCIDENTMONITOR_SEARCH_URL</c> for no index, whatever the file says.</summary>
    internal const string Off = "none";

    /// <summary>Stands for what is no address at all; <see cref="Check"/> refuses it.</summary>
    private static readonly Uri Unreadable = new("unreadable", UriKind.Relative);

    /// <summary>Nodes of one cluster, tried in turn. Empty: no index; the console searches the record.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>The alias that people search; backing indices are named after it. Lower-case letters, digits and inner hyphens.</summary>
    public string Alias { get; init; } = "incidents";

    /// <summary>PEM file of the authority that signed the nodes' certificates. Null: those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>SHA-256 of the node's certificate or of its authority's, 64 hex digits, colons allowed; an alternative to <see cref="CaFile"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Longest wait for one answer, 1 s to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Documents in one bulk request, 1 to 10,000.</summary>
    public int BulkCount { get; init; } = 1_000;

    /// <summary>Bytes of one bulk request before compression, 64 KiB to 50 MiB. A larger single document goes alone.</summary>
    public int BulkBytes { get; init; } = 5 << 20;

    /// <summary>Whole years of incidents that the index keeps beside the running one; 0 keeps all. The record keeps everything anyway.</summary>
    public int RetentionYears { get; init; }

    internal SearchSecrets Secrets { get; init; } = new(null, null, null);

    internal bool IsOn => Urls.Count > 0;

    /// <summary>The same with what <c>--url</c> says.</summary>
    internal SearchSettings At(string? url) => url is null ? this : this with { Urls = Split(url) };

    /// <summary>The same with what the environment says.</summary>
    internal SearchSettings With(IConfiguration environment) => this with
    {
        Urls = Given(environment, "URL") switch { null => Urls, Off => [], var url => Split(url) },
        CaFile = environment["SEARCH_CA"] is { Length: > 0 } file ? file : CaFile,
        Secrets = new SearchSecrets(Given(environment, "USER"), Given(environment, "PASSWORD"), Given(environment, "API_KEY")),
    };

    internal void Check(string where, Problems problems)
    {
        foreach (var url in Urls.Where(url => !(url.IsAbsoluteUri && url.Scheme is "http" or "https") || url.UserInfo.Length > 0))
        {
            problems.Add(where, $"Search:Urls \"{(url.IsAbsoluteUri ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : url)}\" must be http(s)://host:port without a name and password; those come from INCIDENTMONITOR_SEARCH_USER and _PASSWORD.");
        }

        if (Alias.Length is 0 or > 60 || Alias.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) || Alias[0] == '-' || Alias[^1] == '-')
        {
            problems.Add(where, $"Search:Alias \"{Alias}\" must be 1 to 60 lower-case letters, digits and inner hyphens, for example incidents.");
        }

        if (CaFile is { } file && !File.Exists(file))
        {
            problems.Add(where, $"Search:CaFile {file} is not there. Name the PEM file of the cluster's authority (INCIDENTMONITOR_SEARCH_CA).");
        }

        if (Fingerprint is { } print && (print.Replace(":", "", StringComparison.Ordinal) is var hex && (hex.Length != 64 || !hex.All(char.IsAsciiHexDigit))))
        {
            problems.Add(where, "Search:Fingerprint must be the 64 hex digits of a SHA-256; `openssl x509 -noout -fingerprint -sha256 -in ca.crt` prints them.");
        }

        Range(Timeout >= TimeSpan.FromSeconds(1) && Timeout <= TimeSpan.FromMinutes(5), $"Search:Timeout {Timeout} is outside 1 s to 5 min.");
        Range(BulkCount is >= 1 and <= 10_000, $"Search:BulkCount {BulkCount} is outside 1 to 10000.");
        Range(BulkBytes is >= 65_536 and <= 50 << 20, $"Search:BulkBytes {BulkBytes} is outside 65536 to 52428800.");
        Range(RetentionYears is >= 0 and <= 100, $"Search:RetentionYears {RetentionYears} is outside 0 to 100.");
        Range(Secrets.ApiKey is null || Secrets.User is null, "INCIDENTMONITOR_SEARCH_API_KEY and _USER are both set. Keep one.");
        Range((Secrets.User is null) == (Secrets.Password is null), "INCIDENTMONITOR_SEARCH_USER and _PASSWORD go together. Set both or none.");

        void Range(bool isSound, string problem)
        {
            if (!isSound)
            {
                problems.Add(where, problem);
            }
        }
    }

    private static string? Given(IConfiguration environment, string name) => environment[$"SEARCH_{name}"] is { Length: > 0 } value ? value : null;

    private static IReadOnlyList<Uri> Split(string urls) =>
        [.. urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : Unreadable)];
}

/// <summary>How the worker names itself to the cluster. Never printed.</summary>
internal sealed class SearchSecrets(string? user, string? password, string? apiKey)
{
    public string? User { get; } = user;
    public string? Password { get; } = password;

    /// <summary>As the cluster gave it, "encoded" (base64 of id:key), or id:key itself.</summary>
    public string? ApiKey { get; } = apiKey;
}
