namespace IncidentMonitor.Collect.News;

/// <summary>How news sites are read.</summary>
public sealed record NewsSettings
{
    /// <summary>Article pages fetched for one feed in one read; the other new entries wait for the next.</summary>
    public int MaxArticlesPerRead { get; init; } = 30;

    /// <summary>Entries older than this at the first read are taken without their article page.</summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(2);

    /// <summary>An entry whose own text is at least this long is taken for the whole article (characters).</summary>
    public int FullText { get; init; } = 1500;

    /// <summary>How long a robots.txt counts; RFC 9309 allows a day at most.</summary>
    public TimeSpan RobotsFor { get; init; } = TimeSpan.FromHours(24);
}
