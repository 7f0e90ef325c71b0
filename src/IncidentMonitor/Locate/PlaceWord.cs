namespace IncidentMonitor.Locate;

/// <summary>A word or number of a text, with its place in it.</summary>
/// <param name="Key">Lower case, ё→е: what is compared.</param>
/// <param name="Gap">What stands between this word and the one before: "" none, " " blanks only, else punctuation without blanks.</param>
internal readonly record struct PlaceWord(string Text, string Key, int Start, string Gap)
{
    public int End => Start + Text.Length;
    public bool IsCapital => char.IsUpper(Text[0]);

    /// <summary>As names are written: КИРОВА → Кирова.</summary>
    public string Name => Text.Length > 3 && Text.All(char.IsUpper) ? Text[0] + Text[1..].ToLowerInvariant() : Text;

    public bool IsNumber => char.IsAsciiDigit(Text[0]);

    /// <summary>Nothing but blanks, a point or a comma divides it from the word before: they may name one thing.</summary>
    public bool IsClose => Gap is "" or " " or "." or "," or "-" or "№" or ".№" or "«" or "\"" or ".,";

    /// <summary>A new sentence or line begins here, so a capital says nothing.</summary>
    public bool StartsSentence => Start == 0 || Gap.AsSpan().IndexOfAny("!?\n…:") >= 0 || Gap == ".";

    /// <summary>Longest text that is looked at; what is longer is cut.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Letters (hyphens inside belong to the word) and numbers (with a letter or a slash part: 6Б, 5/2, 5к2).</summary>
    public static List<PlaceWord> Split(string text)
    {
        var words = new List<PlaceWord>();
        var (i, gapStart, length) = (0, 0, Math.Min(text.Length, MaxLength));
        while (i < length)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            var isNumber = char.IsAsciiDigit(text[i]);
            while (i < length && Belongs(text, i, start, isNumber))
            {
                i++;
            }

            var word = text[start..i];
            words.Add(new PlaceWord(word, KeyOf(word), start, Squeeze(text.AsSpan(gapStart, start - gapStart))));
            gapStart = i;
        }

        return words;
    }

    /// <summary>Петровича, Ивановны: a person is meant.</summary>
    public static bool IsPatronymic(string key) => key.Length > 6 && (key.EndsWith("вича", StringComparison.Ordinal) || key.EndsWith("вны", StringComparison.Ordinal) || key.EndsWith("вне", StringComparison.Ordinal)
        || key.EndsWith("вну", StringComparison.Ordinal) || key.EndsWith("вич", StringComparison.Ordinal) || key.EndsWith("вичу", StringComparison.Ordinal) || key.EndsWith("вна", StringComparison.Ordinal));

    public static string Capitalise(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static string KeyOf(string word) => word.ToLowerInvariant().Replace('ё', 'е');

    private static bool Belongs(string text, int i, int start, bool isNumber)
    {
        if (isNumber)
        {
            // 5, 5/2, 6Б, 45-а, 5к2, 1905: a letter may follow a number directly, two at the most.
            return char.IsAsciiDigit(text[i])
                || (text[i] is '/' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
                || (text[i] is '-' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]))
                || (char.IsLetter(text[i]) && (!char.IsLetter(text[i - 1]) || i - start < 3 || IsOrdinalTail(text, start, i)));
        }

        return char.IsLetter(text[i])
            || (text[i] is '-' && i > start && i + 1 < text.Length && char.IsLetter(text[i + 1]));
    }

    private static bool IsOrdinalTail(string text, int start, int i) => text.IndexOf('-', start, i - start) > 0;

    private static string Squeeze(ReadOnlySpan<char> gap)
    {
        Span<char> marks = stackalloc char[8];
        var count = 0;
        var hasBlank = false;
        foreach (var c in gap)
        {
            if (c is ' ' or '\t' or '\u00a0')
            {
                hasBlank = true;
            }
            else if (count < marks.Length)
            {
                marks[count++] = c;
            }
        }

        return count == 0 ? (hasBlank ? " " : "") : new string(marks[..count]);
    }
}
