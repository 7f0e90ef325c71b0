using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>
/// An entry that was stored with its summary because its page could not be had: a time-out, a 5xx, a site that asks to come later. It is kept
/// with the cursor, so that the page is tried again even when the feed no longer shows the entry or answers 304.
/// </summary>
/// <param name="Tries">Failed ones, 1 or more.</param>
/// <param name="Length">Of the summary: a page that says less is no gain.</param>
internal sealed record OwedPage(
    int Tries, DateTimeOffset NextAt, string Id, string Url, string? Title, string? Author, DateTimeOffset? PublishedAt, int Length, IReadOnlyList<Attachment> Attachments)
{
    /// <summary>Pages owed of one feed, at most.</summary>
    public const int MaxOwed = 200;

    /// <summary>The rest before each further try; after the last the summary has to do.</summary>
    private static readonly TimeSpan[] Rests =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(24),
    ];

    /// <param name="told">The site named a time.</param>
    public static OwedPage? After(RawPost entry, DateTimeOffset? told, DateTimeOffset now)
    {
        if (entry.Url is null)
            return null;
        var next = now + Rests[0];
        return new(1, told > next ? told.Value : next, entry.Id, entry.Url, entry.Title, entry.Author, entry.PublishedAt, entry.Text.Length, entry.Attachments);
    }

    /// <returns>Null when it was tried often enough.</returns>
    public OwedPage? Again(DateTimeOffset? told, DateTimeOffset now)
    {
        if (Tries >= Rests.Length)
            return null;
        var next = now + Rests[Tries];
        return this with { Tries = Tries + 1, NextAt = told > next ? told.Value : next };
    }

    /// <summary>The entry without its words: only the page's will be used.</summary>
    public RawPost Entry(string feed) => new()
    {
        Source = SourceKind.News,
        OwnerId = feed,
        Id = Id,
        Url = Url,
        Title = Title,
        Author = Author,
        PublishedAt = PublishedAt,
        Attachments = Attachments,
        Text = "",
    };
}
