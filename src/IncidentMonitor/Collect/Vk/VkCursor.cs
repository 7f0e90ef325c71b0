using System.Text.Json;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Where the reading of a wall or a search ended.</summary>
internal sealed record VkCursor
{
    /// <summary>Newest publication seen (seconds since 1970).</summary>
    public long Newest { get; init; }

    /// <summary>The wall had posts: if it comes back empty, something is wrong.</summary>
    public bool HasPosts { get; init; }

    /// <summary>Posts young enough that edits and comments are followed, by number.</summary>
    public Dictionary<string, VkYoungPost> Young { get; init; } = [];

    /// <summary>What the last reads did not get to: their pages ran out.</summary>
    public VkGap? Gap { get; init; }

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

/// <summary>A young post as it was last seen. Short names: a lively wall keeps hundreds.</summary>
/// <param name="D">Publication (seconds since 1970).</param>
/// <param name="C">Comments when they were last read; -1: not yet, or not to the end.</param>
/// <param name="R">When post and comments were last read (seconds since 1970).</param>
internal sealed record VkYoungPost(long D, long C, long R);

/// <summary>A stretch of a wall that is still to be read.</summary>
/// <param name="From">Publication down to which it goes (seconds since 1970).</param>
/// <param name="To">Oldest publication read above it.</param>
/// <param name="Offset">Where in the wall it began; new posts push it down, deletions draw it up.</param>
internal sealed record VkGap(long From, long To, int Offset);
