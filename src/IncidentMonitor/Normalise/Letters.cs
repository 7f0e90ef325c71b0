namespace IncidentMonitor.Normalise;

/// <summary>What a character is to the scanner.</summary>
internal enum LetterKind : byte
{
    /// <summary>Ends a word.</summary>
    Separator,
    Cyrillic,
    Latin,
    Digit,

    /// <summary>A letter of another script; kept as it is.</summary>
    Other,

    /// <summary>Soft hyphen, zero-width sign, combining mark: vanishes without ending the word.</summary>
    Invisible,
}

/// <summary>Folding of single characters: kind, lower case, ё→е, and the letters that only look alike.</summary>
internal static class Letters
{
    /// <summary>Latin to Cyrillic, first string over second: letters that a reader cannot tell apart (lower case, except B, H, M, T, K which look alike as capitals).</summary>
    private const string LatinTwins = "aceopxykmthb";
    private const string CyrillicTwins = "асеорхукмтнв";

    private const int TableSize = 0x530;
    private static readonly LetterKind[] Kinds = new LetterKind[TableSize];
    private static readonly char[] Folded = new char[TableSize];

    static Letters()
    {
        for (var i = 0; i < TableSize; i++)
        {
            var letter = (char)i;
            var lower = char.ToLowerInvariant(letter);
            Folded[i] = lower == 'ё' ? 'е' : lower;
            Kinds[i] = lower switch
            {
                >= 'a' and <= 'z' => LetterKind.Latin,
                >= '0' and <= '9' => LetterKind.Digit,
                (>= 'а' and <= 'я') or 'ё' => LetterKind.Cyrillic,
                '\u00AD' or (>= '\u0300' and <= '\u036F') => LetterKind.Invisible,
                _ => char.IsLetterOrDigit(letter) ? LetterKind.Other : LetterKind.Separator,
            };
        }
    }

    public static LetterKind Kind(char letter) => letter < TableSize ? Kinds[letter] : RareKind(letter);

    /// <summary>Lower case, ё→е.</summary>
    public static char Fold(char letter) => letter < TableSize ? Folded[letter] : char.ToLowerInvariant(letter);

    /// <summary>
    /// Mends a lower-case word that mixes two scripts, if all letters of one of them have a twin in the other:
    /// «cнeг» typed with Latin c and e, or «сovid» with a Cyrillic с. A word that mixes them honestly («vk-шник») stays.
    /// </summary>
    public static void MendTwins(Span<char> word)
    {
        if (AllHaveTwin(word, LetterKind.Latin, LatinTwins))
            Replace(word, LatinTwins, CyrillicTwins);
        else if (AllHaveTwin(word, LetterKind.Cyrillic, CyrillicTwins))
            Replace(word, CyrillicTwins, LatinTwins);
    }

    private static bool AllHaveTwin(ReadOnlySpan<char> word, LetterKind kind, string twins)
    {
        foreach (var letter in word)
        {
            if (Kind(letter) == kind && !twins.Contains(letter))
                return false;
        }

        return true;
    }

    private static void Replace(Span<char> word, string from, string to)
    {
        foreach (ref var letter in word)
        {
            var twin = from.IndexOf(letter);
            if (twin >= 0)
                letter = to[twin];
        }
    }

    private static LetterKind RareKind(char letter) => letter switch
    {
        (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or '\uFEFF' or (>= '\uFE00' and <= '\uFE0F') => LetterKind.Invisible,
        _ => char.IsLetterOrDigit(letter) ? LetterKind.Other : LetterKind.Separator,
    };
}
