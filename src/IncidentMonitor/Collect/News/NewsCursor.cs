using System.Text.Json;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>Validators of the last answer, and which entries were taken in which state.</summary>
internal sealed record NewsCursor
{
    /// <summary>More entries than any feed shows at once.</summary>
    private const int MaxSeen = 600;

    public string? ETag { get; init; }
    public string? LastModified { get; init; }

    /// <summary>Hash of the entry's key → hash of its words: a changed entry is read again.</summary>
    public Dictionary<string, string> Seen { get; init; } = [];

    /// <summary>By key: entries whose page could not be had for the moment.</summary>
    public Dictionary<string, OwedPage> Owed { get; init; } = [];

    public static NewsCursor Of(string? json)
    {
        try
        {
            return json is null ? new() : JsonSerializer.Deserialize<NewsCursor>(json) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    public static string KeyOf(RawPost post) => StableId.Hash(Canonical(post.Url) ?? post.Guid ?? post.Id)[..12];

    public static string StateOf(RawPost post) => StableId.Hash($"{post.Title}\n{post.Text}\n{post.EditedAt?.UtcTicks}")[..8];

    /// <summary>Of the seen entries keeps those that the feed still shows, and the newest others.</summary>
    public NewsCursor After(IEnumerable<(string Key, string State)> shown, string? etag, string? lastModified)
    {
        var seen = new Dictionary<string, string>();
        foreach (var (key, state) in shown)
            seen[key] = state;
        foreach (var (key, state) in Seen)
        {
            if (seen.Count >= MaxSeen)
                break;
            seen.TryAdd(key, state);
        }
        return new() { ETag = etag, LastModified = lastModified, Seen = seen, Owed = Owed };
    }

    /// <summary>The address without its fragment and the marks that count visitors.</summary>
    internal static string? Canonical(string? url)
    {
        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out var address))
            return null;
        var query = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !p.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) && p.Split('=')[0] is not ("from" or "yclid" or "gclid" or "fbclid" or "ysclid"));
        var tail = string.Join('&', query);
        return $"{address.Authority}{address.AbsolutePath.TrimEnd('/')}{(tail.Length > 0 ? "?" + tail : "")}".ToLowerInvariant();
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}
