using System.Security.Cryptography;
using System.Text;

namespace IncidentMonitor.Model;

/// <summary>Ids that are a function of what they name: a replay meets the same rows.</summary>
public static class StableId
{
    /// <summary>Readable where the source's own numbers are short, hashed where they are URLs.</summary>
    public static string ForPost(SourceKind source, string owner, string number)
    {
        var plain = $"{source.ToString().ToLowerInvariant()}:{owner}_{number}";
        return plain.Length <= 64 && !plain.Contains('/')
            ? plain
            : $"{source.ToString().ToLowerInvariant()}:{Hash(owner + "\n" + number)}";
    }

    /// <summary>An incident is named after the post that started it.</summary>
    public static string ForIncident(string firstPostId) => $"inc-{Hash(firstPostId)}";

    /// <summary>First 16 hex digits (64 bits) of SHA-256: collisions are out of reach for a region's yearly 10^7 posts.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
