using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Whose token it is. What each may call is in VK's schema (access_token_type).</summary>
internal enum VkTokenKind
{
    /// <summary>A person's: walls, comments, searches, execute.</summary>
    User,

    /// <summary>An application's: walls, comments, searches, but no execute.</summary>
    Service,

    /// <summary>A community's: no walls (error 27); groups and Long Poll.</summary>
    Community,
}

/// <summary>One token of the pool. It shows itself by number and kind, never by its secret.</summary>
/// <param name="Number">From 1, in the order of the settings; for people.</param>
/// <param name="Id">Beginning of the secret's SHA-256: names it in the record.</param>
/// <param name="ExpiresAt">When the owner said that it ends; VK does not tell.</param>
internal sealed record VkToken(int Number, VkTokenKind Kind, string Id, string Secret, DateTimeOffset? ExpiresAt)
{
    private static readonly Dictionary<string, VkTokenKind> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = VkTokenKind.User,
        ["service"] = VkTokenKind.Service,
        ["community"] = VkTokenKind.Community,
        ["group"] = VkTokenKind.Community,
    };

    /// <summary>The tokens of the settings in their order; the same secret counts once, for VK counts by it.</summary>
    public static IReadOnlyList<VkToken> Of(VkSettings settings) => [.. settings.Tokens.Prepend(settings.Token)
        .Where(text => !string.IsNullOrWhiteSpace(text))
        .Select((text, index) => Parse(text!, index + 1))
        .DistinctBy(token => token.Id)];

    /// <summary>
    /// <c>kind:token</c> or <c>kind:token@2026-12-31</c>, kind one of user, service, community; a bare token is a user's.
    /// </summary>
    public static VkToken Parse(string text, int number)
    {
        text = text.Trim();
        var kind = VkTokenKind.User;
        if (text.IndexOf(':') is > 0 and var colon && Words.TryGetValue(text[..colon], out var named))
        {
            kind = named;
            text = text[(colon + 1)..];
        }
        DateTimeOffset? expires = null;
        if (text.LastIndexOf('@') is > 0 and var at && DateTimeOffset.TryParse(text[(at + 1)..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
        {
            expires = end;
            text = text[..at];
        }
        return new(number, kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], text, expires);
    }

    /// <summary>Whether VK's schema lets this kind call the method.</summary>
    public bool May(string method) => method switch
    {
        "groups.getById" => true,
        "groups.getLongPollServer" or "execute" => Kind != VkTokenKind.Service,
        _ => Kind != VkTokenKind.Community,
    };

    /// <summary>Takes every trace of a token out of a text that came from outside.</summary>
    public static string Redact(string text, IEnumerable<VkToken> tokens) =>
        tokens.Where(token => token.Secret.Length > 3).Aggregate(text, (clean, token) => clean.Replace(token.Secret, "***", StringComparison.Ordinal));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"VK token {Number} ({Kind.ToString().ToLowerInvariant()}, {Id})");
}
