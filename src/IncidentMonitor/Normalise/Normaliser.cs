namespace IncidentMonitor.Normalise;

/// <summary>Makes texts of many hands comparable. What it does to a text is told at <see cref="NormalisedText"/>.</summary>
public static class Normaliser
{
    [ThreadStatic]
    private static TextScanner? scanner;

    /// <summary>Never fails: whatever the text holds, the rest of it is read. At most 65,536 characters are.</summary>
    public static NormalisedText Normalise(string text)
    {
        var scan = scanner ??= new TextScanner();
        scan.Scan(text);
        var clean = scan.Clean;
        var stems = new string[scan.Words.Length];
        for (var i = 0; i < stems.Length; i++)
        {
            var word = clean.Slice(scan.Words[i].Start, scan.Words[i].Length);
            stems[i] = word[..Stemmer.StemLength(word)].ToString();
        }

        return new NormalisedText
        {
            Original = text,
            Clean = clean.ToString(),
            Stems = stems,
            Hashtags = scan.Hashtags,
            Links = scan.Links,
            Mentions = scan.Mentions,
        };
    }
}
