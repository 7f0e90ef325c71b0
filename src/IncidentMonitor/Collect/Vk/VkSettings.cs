namespace IncidentMonitor.Collect.Vk;

/// <summary>Access to VK's API.</summary>
public sealed record VkSettings
{
    /// <summary>User or service token; without one VK is off. Community tokens cannot read walls (error 27).</summary>
    public string? Token { get; init; }

    /// <summary>Ends with a slash; https://api.vk.ru/method/ works too.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.vk.com/method/");

    /// <summary>By group id without a minus: communities whose owners gave access, for feeds of kind vk-community.</summary>
    public IReadOnlyDictionary<string, VkCommunity> Communities { get; init; } = new Dictionary<string, VkCommunity>();

    public string Version { get; init; } = "5.199";

    /// <summary>Per token. VK grants a user 3; for service tokens sources disagree and 3 is safe.</summary>
    public double RequestsPerSecond { get; init; } = 3;

    /// <summary>How far back the first read of a feed goes.</summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Comments are followed under posts younger than this.</summary>
    public TimeSpan CommentsFor { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Pages of one wall in one read, at most; a page is 100 posts.</summary>
    public int MaxPages { get; init; } = 20;

    /// <summary>Seeds the jitter of retries.</summary>
    public int Seed { get; init; } = 1;
}
