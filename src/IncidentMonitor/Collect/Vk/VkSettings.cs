namespace IncidentMonitor.Collect.Vk;

/// <summary>Access to VK's API.</summary>
public sealed record VkSettings
{
    /// <summary>
    /// The only token, or one more: <c>kind:token</c> or <c>kind:token@expiry date</c>, kind one of user, service, community; a bare one is a
    /// user's. Without any VK is off. Tokens belong into the environment, not into a file.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>A pool of tokens, written like <see cref="Token"/>: INCIDENTMONITOR_VK__TOKENS__0, __1 …</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Ends with a slash; https://api.vk.ru/method/ works too.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.vk.com/method/");

    public string Version { get; init; } = "5.199";

    /// <summary>Per user or service token. VK grants a user 3; for service tokens sources disagree and 3 is safe.</summary>
    public double RequestsPerSecond { get; init; } = 3;

    /// <summary>Per community token.</summary>
    public double CommunityRequestsPerSecond { get; init; } = 20;

    /// <summary>
    /// Calls a day that one token may make of a method before VK answers error 29; calls inside execute count. VK does not publish
    /// them: wall.get 5000, the searches 1000 are what its users see; wall.getComments and wall.getById are held to 5000 out of caution.
    /// Methods not named here have no limit but VK's own.
    /// </summary>
    public IReadOnlyDictionary<string, int> DailyCalls { get; init; } = new Dictionary<string, int>
    {
        ["wall.get"] = 5000,
        ["wall.getById"] = 5000,
        ["wall.getComments"] = 5000,
        ["wall.search"] = 1000,
        ["newsfeed.search"] = 1000,
    };

    /// <summary>How far back the first read of a feed goes.</summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Comments are followed under posts younger than this.</summary>
    public TimeSpan CommentsFor { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Pages of one wall in one read, at most; a page is 100 posts. What is left is read at the next turns.</summary>
    public int MaxPages { get; init; } = 20;

    /// <summary>A feed that hardly speaks is read this often at least, as far as a tenth of the calls suffices for that.</summary>
    public TimeSpan Floor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A token whose expiry is known is told of this long before.</summary>
    public TimeSpan WarnBeforeExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Seeds the jitter of retries.</summary>
    public int Seed { get; init; } = 1;
}
