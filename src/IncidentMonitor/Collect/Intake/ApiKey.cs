using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IncidentMonitor.Collect.Intake;

/// <summary>What a key may do.</summary>
internal static class IntakeScope
{
    /// <summary>Send messages and correct them.</summary>
    public const string Write = "write";

    /// <summary>Vouch that a message is an incident (an operator of a hotline has heard it), whatever the classifier holds.</summary>
    public const string Vouch = "vouch";

    /// <summary>Take messages back: their words and authors are erased.</summary>
    public const string Erase = "erase";

    public static readonly IReadOnlyList<string> All = [Write, Vouch, Erase];
}

/// <summary>A key of the intake as the record holds it.</summary>
/// <param name="Id">Public; the part of the key before the dot.</param>
/// <param name="Sender">Whose messages; several keys may be of one sender while one replaces another.</param>
/// <param name="Municipality">Home of its messages that name no place.</param>
internal sealed record ApiKey(
    string Id, string Sender, byte[] Hash, IReadOnlyList<string> Scopes, string? Municipality, int PerMinute, int PerDay,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt)
{
    private const string Prefix = "im_";

    /// <summary>256 bits: a plain SHA-256 of it can't be guessed back, so no slow hash is needed on every request.</summary>
    private const int SecretBytes = 32;

    public bool May(string scope) => Scopes.Contains(scope);

    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);

    /// <summary>Makes a new key: its public id, and the whole text that its owner sees once.</summary>
    public static (string Id, string Text) Make()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
        return (id, $"{Prefix}{id}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The public id inside a key's text; null for what is no key.</summary>
    public static string? IdOf(string text) =>
        text.Length is > 3 and <= 100 && text.StartsWith(Prefix, StringComparison.Ordinal) && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? text[Prefix.Length..dot] : null;

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>In constant time.</summary>
    public bool Fits(string text) => CryptographicOperations.FixedTimeEquals(HashOf(text), Hash);
}
