namespace IncidentMonitor.Normalise;

/// <summary>
/// The Russian stemmer of the Snowball project (https://snowballstem.org/algorithms/russian/stemmer.html), written from its
/// description. Every step cuts an ending, so a stem is a prefix of its word and costs no allocation.
/// </summary>
public static class Stemmer
{
    private static readonly SuffixSet Gerund = new(["в", "вши", "вшись"], ["ив", "ивши", "ившись", "ыв", "ывши", "ывшись"]);

    private static readonly SuffixSet Adjective = new([], [
        "ее", "ие", "ые", "ое", "ими", "ыми", "ей", "ий", "ый", "ой", "ем", "им", "ым", "ом", "его", "ого", "ему", "ому",
        "их", "ых", "ую", "юю", "ая", "яя", "ою", "ею",
    ]);

    private static readonly SuffixSet Participle = new(["ем", "нн", "вш", "ющ", "щ"], ["ивш", "ывш", "ующ"]);

    private static readonly SuffixSet Reflexive = new([], ["ся", "сь"]);

    private static readonly SuffixSet Verb = new(
        ["ла", "на", "ете", "йте", "ли", "й", "л", "ем", "н", "ло", "но", "ет", "ют", "ны", "ть", "ешь", "нно"],
        [
            "ила", "ыла", "ена", "ейте", "уйте", "ите", "или", "ыли", "ей", "уй", "ил", "ыл", "им", "ым", "ен", "ило", "ыло",
            "ено", "ят", "ует", "уют", "ит", "ыт", "ены", "ить", "ыть", "ишь", "ую", "ю",
        ]);

    private static readonly SuffixSet Noun = new([], [
        "а", "ев", "ов", "ие", "ье", "е", "иями", "ями", "ами", "еи", "ии", "и", "ией", "ей", "ой", "ий", "й", "иям", "ям",
        "ием", "ем", "ам", "ом", "о", "у", "ах", "иях", "ях", "ы", "ь", "ию", "ью", "ю", "ия", "ья", "я",
    ]);

    private static readonly SuffixSet Derivational = new([], ["ост", "ость"]);

    private static readonly SuffixSet Superlative = new([], ["ейш", "ейше"]);

    /// <summary>The stem of one word; lower case is expected, «ё» counts as «е».</summary>
    public static string Stem(string word)
    {
        var plain = word.Replace('ё', 'е');
        return plain[..StemLength(plain)];
    }

    /// <summary>How many leading letters of <paramref name="word"/> are its stem. The word is in lower case and without «ё».</summary>
    public static int StemLength(ReadOnlySpan<char> word)
    {
        var vowel = IndexOfVowel(word, 0);
        if (vowel < 0)
            return word.Length;

        // Snowball's RV begins after the first vowel; R2 after the second pair of vowel and consonant.
        var rv = vowel + 1;
        var r2 = IndexAfterPair(word, IndexAfterPair(word, 0));

        var length = CutInflection(word, rv);
        if (length > rv && word[length - 1] == 'и')
            length--;

        var derivational = Derivational.Match(word[..length], rv);
        if (derivational > 0 && length - derivational >= r2)
            length -= derivational;

        return TidyUp(word, length, rv);
    }

    private static int CutInflection(ReadOnlySpan<char> word, int rv)
    {
        var length = word.Length;
        var cut = Gerund.Match(word, rv);
        if (cut > 0)
            return length - cut;

        length -= Reflexive.Match(word, rv);
        word = word[..length];
        cut = Adjective.Match(word, rv);
        if (cut > 0)
        {
            length -= cut;
            return length - Participle.Match(word[..length], rv);
        }

        cut = Verb.Match(word, rv);
        return length - (cut > 0 ? cut : Noun.Match(word, rv));
    }

    private static int TidyUp(ReadOnlySpan<char> word, int length, int rv)
    {
        if (length > rv && word[length - 1] == 'ь')
            return length - 1;
        length -= Superlative.Match(word[..length], rv);
        return length - 2 >= rv && word[length - 1] == 'н' && word[length - 2] == 'н' ? length - 1 : length;
    }

    private static int IndexAfterPair(ReadOnlySpan<char> word, int from)
    {
        for (var i = IndexOfVowel(word, from) + 1; i > 0 && i < word.Length; i++)
        {
            if (!IsVowel(word[i]))
                return i + 1;
        }

        return word.Length;
    }

    private static int IndexOfVowel(ReadOnlySpan<char> word, int from)
    {
        for (var i = from; i < word.Length; i++)
        {
            if (IsVowel(word[i]))
                return i;
        }

        return -1;
    }

    private static bool IsVowel(char letter) => letter is 'а' or 'е' or 'и' or 'о' or 'у' or 'ы' or 'э' or 'ю' or 'я';
}
