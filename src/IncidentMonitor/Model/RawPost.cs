namespace IncidentMonitor.Model;

/// <summary>Where a post came from.</summary>
public enum SourceKind
{
    Vk,
    Telegram,
    News,
    Intake,
    File,
}

/// <summary>Something that hangs on a post. A photo with three words is a complaint too, so attachments are kept.</summary>
/// <param name="Kind">photo, video, audio, doc, link, poll, sticker, voice, geo … as the source names it, lower case.</param>
/// <param name="Url">Absolute http(s) address, or null where the source gives none.</param>
public sealed record Attachment(string Kind, string? Url);

/// <summary>A post, comment or article exactly as a source gave it, decoded to plain text but not yet normalised.</summary>
public sealed record RawPost
{
    public required SourceKind Source { get; init; }

    /// <summary>Whose wall, channel, chat or feed it stands on, in the service's own terms: "-1", "channel", a feed's URL.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The service's own number within the owner; unique there for its kind (see <see cref="ThreadId"/> for comments).</summary>
    public required string Id { get; init; }

    public string? Author { get; init; }
    public string? AuthorId { get; init; }

    /// <summary>Null where the source gives no date; the flow then takes the time of reading.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>Canonical link for a person: https://vk.com/wall-1_2, https://t.me/channel/3, an entry's absolute link.</summary>
    public string? Url { get; init; }

    /// <summary>The post's own words: entities decoded, line breaks kept, no markup. Empty for a post of attachments only.</summary>
    public required string Text { get; init; }

    /// <summary>Headline of an article or feed entry.</summary>
    public string? Title { get; init; }

    /// <summary>A feed entry's guid or atom id.</summary>
    public string? Guid { get; init; }

    /// <summary>The message that this one answers (a comment's parent comment, a Telegram reply).</summary>
    public string? ParentId { get; init; }

    /// <summary>The post under which a comment stands, or a Telegram forum thread.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Link or id of the origin of a repost, quote or forward.</summary>
    public string? RepostOf { get; init; }

    public string? RepostText { get; init; }
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    public long? Views { get; init; }
    public long? Likes { get; init; }
    public long? Comments { get; init; }
    public long? Reposts { get; init; }
    public bool IsDeleted { get; init; }
    public bool IsPinned { get; init; }
    public bool IsAd { get; init; }

    /// <summary>Text of the post that a comment answers, for the classifier; null for a post of its own.</summary>
    public string? Context { get; init; }

    /// <summary>
    /// The record's id for this post. Deterministic in (source, owner, thread, number), so reading twice is harmless.
    /// A caller that brings its own ids (replay, intake) sets it.
    /// </summary>
    public string RecordId
    {
        get => field ?? StableId.ForPost(Source, OwnerId, ThreadId is not null && Source == SourceKind.Vk ? $"r{Id}" : Id);
        init;
    }
}
