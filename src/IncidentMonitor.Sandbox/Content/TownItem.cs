using System.Text;

namespace IncidentMonitor.Sandbox.Content;

/// <summary>One post, comment, message or article of the town.</summary>
internal sealed record TownItem
{
    public required TownVenue Venue { get; init; }

    /// <summary>The service's own number within the venue; grows with time.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null: the venue itself speaks.</summary>
    public string? Author { get; init; }

    public required string Text { get; init; }
    public string? Title { get; init; }

    /// <summary>The post under which a comment stands; for Telegram the message that is answered.</summary>
    public TownItem? Post { get; init; }

    /// <summary>The comment that a comment answers.</summary>
    public TownItem? Parent { get; init; }

    public TownItem? RepostOf { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public string? EditedText { get; init; }

    /// <summary>From then on it is deleted.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>photo, video, voice, sticker, poll, service, link URL, geo LAT,LON.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    public bool Pinned { get; init; }
    public bool Ad { get; init; }

    /// <summary>VK: the community posts, and names its author.</summary>
    public bool Signed { get; init; }

    /// <summary>Official topic that a good classifier gives; null: no incident. Never served.</summary>
    public string? Topic { get; init; }

    /// <summary>complaint, or what else it is: ad, greeting, chatter, news, notice, official, repost, thanks, question, lost, event. Never served.</summary>
    public required string Kind { get; init; }

    public bool IsComment => Venue.Kind == VenueKind.VkWall && Post is not null;

    public bool IsVisible(DateTimeOffset now) => At <= now && !(GoneAt <= now) && Post?.IsVisible(now) != false;

    public bool IsGone(DateTimeOffset now) => At <= now && GoneAt <= now;

    public bool IsEdited(DateTimeOffset now) => EditedAt <= now;

    public string TextAt(DateTimeOffset now) => IsEdited(now) ? EditedText! : Text;

    /// <summary>When its public shape last changed.</summary>
    public DateTimeOffset ChangedAt(DateTimeOffset now) => IsEdited(now) ? EditedAt!.Value : At;

    /// <summary>Views: towards a share of the audience, half of it in the first four hours.</summary>
    public int Views(DateTimeOffset now) =>
        (int)(Venue.Audience * (0.08 + (0.5 * Share(1))) * (1 - Math.Pow(0.5, Math.Max(0, (now - At).TotalHours) / 4)));

    /// <summary>One to six likes per hundred views; a comment is seen as its post is.</summary>
    public int Likes(DateTimeOffset now) =>
        (int)(Views(now) * (0.01 + (0.05 * Share(2))) * (IsComment ? 0.1 : 1));

    public int Reposts(DateTimeOffset now) => (int)(Views(now) * 0.006 * Share(3));

    /// <summary>A number from 0 to 1 that is this item's own for ever.</summary>
    private double Share(int salt) => TownPeople.Fnv($"{Venue.Key}/{Number}/{salt}") % 1000 / 999.0;
}

/// <summary>Accounts of the invented people.</summary>
internal static class TownPeople
{
    /// <summary>An account number that belongs to a name for ever.</summary>
    public static long IdOf(string name) => 10_000_000 + (Fnv(name) % 900_000_000);

    public static (string First, string Last) Split(string name) =>
        name.IndexOf(' ', StringComparison.Ordinal) is > 0 and var i ? (name[..i], name[(i + 1)..]) : (name, "");

    /// <summary>FNV-1a, 32 bit, with a final mix because short keys that differ in the last letter stay close otherwise.</summary>
    public static uint Fnv(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        hash ^= hash >> 16;
        hash = unchecked(hash * 0x85ebca6bu);
        hash ^= hash >> 13;
        return hash;
    }
}
