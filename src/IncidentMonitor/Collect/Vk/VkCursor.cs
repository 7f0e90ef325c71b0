using System.Text.Json;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Where the reading of a wall or a search ended.</summary>
internal sealed record VkCursor
{
    /// <summary>Newest publication seen (seconds since 1970).</summary>
    public long Newest { get; init; }

    /// <summary>Young posts under which comments are followed, with the number of comments when last read.</summary>
    public Dictionary<string, long> Commented { get; init; } = [];

    public static VkCursor? Of(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<VkCursor>(json);
        }
        catch (JsonException)
        {
            // A cursor nobody can read means to begin anew; ids are deterministic, so nothing doubles.
            return null;
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}
