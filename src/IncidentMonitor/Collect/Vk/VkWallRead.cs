using System.Globalization;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// One wall while it is read: what was asked, what came, where to go on. From the top down to what is known, then on in the gap that an earlier
/// read left; what this read does not get to is the next gap.
/// </summary>
internal sealed class VkWallRead
{
    public const int PageSize = 100;

    /// <summary>So many known posts in a page show that nothing new stands below; one or two could be posts that appeared late.</summary>
    private const int EnoughKnown = 20;

    /// <summary>Posts read again where an older gap begins.</summary>
    private const int GapOverlap = 20;

    /// <summary>Posts may appear late, below newer ones: read a little past the newest seen.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>An empty answer for a wall that had posts has been a quota in disguise.</summary>
    private static readonly TimeSpan MaskPause = TimeSpan.FromHours(1);

    private readonly HashSet<string> seen = [];
    private readonly List<OddItem> odd = [];
    private readonly VkCursor? before;
    private readonly DateTimeOffset now;
    private readonly DateTimeOffset stop;
    private readonly int maxPages;
    private long oldest = long.MaxValue;
    private bool isTopDone;
    private bool isDone;
    private bool isLocated;

    public VkWallRead(DueFeed due, VkSettings settings, DateTimeOffset now)
    {
        Due = due;
        this.now = now;
        maxPages = settings.MaxPages;
        before = VkCursor.Of(due.Cursor);
        stop = before is null ? now - settings.BackFill : DateTimeOffset.FromUnixTimeSeconds(before.Newest) - Overlap;
    }

    public DueFeed Due { get; }
    public List<RawPost> Posts { get; } = [];
    public List<RawPost> Comments { get; } = [];
    public FeedFault? Fault { get; private set; }
    public int Offset { get; private set; }
    public int Pages { get; private set; }

    /// <summary>Since when this read saw every post, if it was the first: the earliest post on its pages.</summary>
    public DateTimeOffset SeenSince => oldest == long.MaxValue ? stop : DateTimeOffset.FromUnixTimeSeconds(oldest);

    /// <summary>Young posts as the last read left them.</summary>
    public IReadOnlyDictionary<string, VkYoungPost> YoungBefore => before?.Young ?? [];

    /// <summary>Young posts as this read leaves them.</summary>
    public Dictionary<string, VkYoungPost> Young { get; } = [];

    private VkGap? Gap => before?.Gap;

    /// <summary>Takes a page in; true if another is wanted.</summary>
    public bool Take(VkPage page)
    {
        Pages++;
        odd.AddRange(page.Page.Odd);
        var isEmpty = page.Page.Posts.Count + page.Page.Odd.Count == 0;
        if (isEmpty && Pages == 1 && before?.HasPosts == true)
        {
            Fail(new(FaultReason.RateLimited, "VK answers that the wall is empty, which it was not: taken for a limit", now + MaskPause));
            return false;
        }
        var (reachedOld, known, newestHere) = (false, 0, 0L);
        foreach (var post in page.Page.Posts)
        {
            // New posts shift the pages while we read: what was seen comes again.
            if (seen.Add(post.RecordId))
                Posts.Add(post);
            // A pinned post stands first however old it is; it says nothing about the rest.
            if (post.IsPinned || post.PublishedAt is not { } at)
                continue;
            var second = at.ToUnixTimeSeconds();
            oldest = Math.Min(oldest, second);
            newestHere = Math.Max(newestHere, second);
            reachedOld |= at < (isTopDone ? DateTimeOffset.FromUnixTimeSeconds(Gap!.From) : stop);
            known += before is not null && second <= before.Newest ? 1 : 0;
        }
        // Deletions have drawn the gap up above where we look for it.
        if (isTopDone && !isLocated && newestHere < Gap!.To && Offset > 0)
        {
            Offset = Math.Max(0, Offset - (2 * PageSize));
            return MayGoOn();
        }
        isLocated = isTopDone;
        Offset += PageSize;
        // A short page is no end: deleted posts leave holes. Only the total or an empty page is.
        var isEnd = isEmpty || page.Total is { } total && Offset >= total;
        if (isTopDone)
            isDone = reachedOld || isEnd;
        else if (isEnd)
            isDone = isTopDone = true;
        else if (reachedOld || known >= EnoughKnown)
            GoToGap();
        return !isDone && MayGoOn();
    }

    /// <summary>The read could not begin, or could not go on: what it has is kept, and the rest becomes a gap.</summary>
    public void Fail(FeedFault fault)
    {
        if (Posts.Count == 0)
            Fault = fault;
    }

    /// <summary>Posts asked for by number.</summary>
    public void AddPosts(IEnumerable<RawPost> posts) => Posts.AddRange(posts.Where(post => seen.Add(post.RecordId)));

    public void AddComments(ParsedPage page)
    {
        Comments.AddRange(page.Posts.Where(comment => seen.Add(comment.RecordId)));
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
            Cursor = new VkCursor { Newest = newest, HasPosts = before?.HasPosts == true || Posts.Count > 0, Young = Young, Gap = Remainder() }.ToString(),
        };
    }

    /// <summary>wall.get of the page at <see cref="Offset"/>.</summary>
    public VkCall Call()
    {
        var parameters = new Dictionary<string, object> { ["count"] = PageSize, ["offset"] = Offset, ["extended"] = 1 };
        var address = Due.Feed.Address.Trim();
        if (long.TryParse(address, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var owner))
            parameters["owner_id"] = owner;
        else
            parameters["domain"] = address.StartsWith("https://vk.com/", StringComparison.Ordinal) ? address["https://vk.com/".Length..] : address;
        return new("wall.get", parameters);
    }

    private bool MayGoOn() => Pages < maxPages;

    private void GoToGap()
    {
        isTopDone = true;
        isDone = Gap is null || oldest < Gap.From;
        if (isDone)
            return;
        // New posts have pushed the gap down by their number; the overlap allows for a few deletions.
        var added = Posts.Count(post => !post.IsPinned && post.PublishedAt?.ToUnixTimeSeconds() > before!.Newest);
        Offset = Math.Max(Offset, Gap!.Offset + added - GapOverlap);
    }

    /// <summary>What is left to read: of this read's own way down, together with an older gap below it.</summary>
    private VkGap? Remainder()
    {
        if (isDone)
            return null;
        if (!isTopDone)
            return new(Gap?.From ?? stop.ToUnixTimeSeconds(), oldest == long.MaxValue ? now.ToUnixTimeSeconds() : oldest, Offset);
        return isLocated ? Gap! with { To = Math.Min(Gap.To, oldest), Offset = Offset } : Gap! with { Offset = Offset };
    }
}
