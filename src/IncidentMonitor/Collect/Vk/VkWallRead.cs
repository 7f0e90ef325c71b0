using System.Globalization;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>One wall while it is read: what was asked, what came, where to go on.</summary>
internal sealed class VkWallRead
{
    /// <summary>Posts may appear late, below newer ones: read a little past the newest seen.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private readonly HashSet<string> seen = [];
    private readonly List<OddItem> odd = [];
    private readonly VkCursor? before;
    private readonly DateTimeOffset stop;

    public VkWallRead(DueFeed due, VkSettings settings, DateTimeOffset now)
    {
        Due = due;
        MaxPages = settings.MaxPages;
        before = VkCursor.Of(due.Cursor);
        stop = before is null ? now - settings.BackFill : DateTimeOffset.FromUnixTimeSeconds(before.Newest) - Overlap;
    }

    public DueFeed Due { get; }
    public int MaxPages { get; }
    public List<RawPost> Posts { get; } = [];
    public List<RawPost> Comments { get; } = [];
    public FeedFault? Fault { get; private set; }
    public int Offset { get; private set; }
    public int Pages { get; private set; }

    /// <summary>Comments that posts had when their comments were last read.</summary>
    public IReadOnlyDictionary<string, long> CommentedBefore => before?.Commented ?? [];

    public Dictionary<string, long> Commented { get; } = [];

    /// <summary>Takes a page in; true if older posts are still wanted.</summary>
    public bool Take(VkPage page, int asked)
    {
        Pages++;
        Offset += asked;
        odd.AddRange(page.Page.Odd);
        var reachedOld = false;
        foreach (var post in page.Page.Posts)
        {
            // New posts shift the pages while we read: what was seen comes again.
            if (seen.Add(post.RecordId))
                Posts.Add(post);
            // A pinned post stands first however old it is; it says nothing about the rest.
            reachedOld |= !post.IsPinned && post.PublishedAt < stop;
        }
        // A short page is no end: deleted posts leave holes. Only the total or an empty page is.
        var isEnd = page.Page.Posts.Count + page.Page.Odd.Count == 0 || page.Total is { } total && Offset >= total;
        return !reachedOld && !isEnd;
    }

    public void Fail(FeedFault fault) => Fault = fault;

    public void AddComments(ParsedPage page)
    {
        foreach (var comment in page.Posts)
        {
            if (seen.Add(comment.RecordId))
                Comments.Add(comment);
        }
        odd.AddRange(page.Odd);
    }

    public Collected Result()
    {
        if (Fault is not null)
            return new() { Feed = Due.Feed, Fault = Fault };
        var newest = Posts.Where(p => p.PublishedAt is not null).Select(p => p.PublishedAt!.Value.ToUnixTimeSeconds()).Append(before?.Newest ?? stop.ToUnixTimeSeconds()).Max();
        return new()
        {
            Feed = Due.Feed,
            Posts = [.. Posts, .. Comments],
            Odd = odd,
            Cursor = new VkCursor { Newest = newest, Commented = Commented }.ToString(),
        };
    }

    /// <summary>wall.get of the page at <see cref="Offset"/>.</summary>
    public VkCall Call(int count)
    {
        var parameters = new Dictionary<string, object> { ["count"] = count, ["offset"] = Offset, ["extended"] = 1 };
        var address = Due.Feed.Address.Trim();
        if (long.TryParse(address, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var owner))
            parameters["owner_id"] = owner;
        else
            parameters["domain"] = address.StartsWith("https://vk.com/", StringComparison.Ordinal) ? address["https://vk.com/".Length..] : address;
        return new("wall.get", parameters);
    }
}
