namespace IncidentMonitor.Normalise;

/// <summary>A text made comparable. The original is kept beside it and is what people are shown.</summary>
public sealed record NormalisedText
{
    public required string Original { get; init; }

    /// <summary>Lower case, ё→е, entities decoded, homoglyphs and stretched letters mended, links and mentions taken out, one space between words.</summary>
    public required string Clean { get; init; }

    /// <summary>Stems of the words of <see cref="Clean"/>, in order, stop words included.</summary>
    public required IReadOnlyList<string> Stems { get; init; }

    /// <summary>Without the #, as written.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];
    public IReadOnlyList<string> Mentions { get; init; } = [];
}
