using IncidentMonitor.Normalise;

namespace IncidentMonitor.Store.Search;

/// <summary>A piece of a question: a word, a quoted phrase, or the word OR.</summary>
internal sealed record SearchTerm(IReadOnlyList<string> Stems, bool IsQuoted, bool IsExcluded, bool IsOr)
{
    private const string Quotes = "\"«»“”„";

    /// <summary>A word as it is, which may be part of a name that has synonyms.</summary>
    public bool IsPlain => !IsQuoted && !IsExcluded && !IsOr && Stems.Count == 1;

    public static IEnumerable<SearchTerm> Read(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var isExcluded = text[i] is '-' or '−' && i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]);
            var start = isExcluded ? i + 1 : i;
            var isQuoted = Quotes.Contains(text[start]);
            var end = isQuoted ? EndOfQuote(text, start + 1) : EndOfWord(text, start);
            var said = isQuoted ? text[(start + 1)..end] : text[start..end];
            i = isQuoted && end < text.Length ? end + 1 : end;
            if (!isQuoted && !isExcluded && said is "OR" or "ИЛИ" or "|")
            {
                yield return new SearchTerm([], false, false, true);
                continue;
            }

            var stems = Normaliser.Normalise(said).Stems;
            if (stems.Count == 0)
            {
                continue;
            }

            if (isQuoted || isExcluded)
            {
                // «-кв.5» excludes the whole of it.
                yield return new SearchTerm(stems, isQuoted || stems.Count > 1, isExcluded, false);
                continue;
            }

            foreach (var stem in stems)
            {
                yield return new SearchTerm([stem], false, false, false);
            }
        }
    }

    private static int EndOfQuote(string text, int from)
    {
        while (from < text.Length && !Quotes.Contains(text[from]))
        {
            from++;
        }

        return from;
    }

    private static int EndOfWord(string text, int from)
    {
        while (from < text.Length && !char.IsWhiteSpace(text[from]) && !Quotes.Contains(text[from]))
        {
            from++;
        }

        return from;
    }
}
