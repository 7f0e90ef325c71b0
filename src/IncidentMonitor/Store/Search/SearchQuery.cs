namespace IncidentMonitor.Store.Search;

/// <summary>
/// What a person asks for, as a small tree that is written twice: for the index (<see cref="IndexQuery"/>) and for the record's full-text table
/// (<see cref="Sql.TextCondition"/>). Syntax: words must all be there, in any form and with their synonyms; <c>"a phrase"</c> word by word;
/// <c>-word</c> or <c>-"a phrase"</c> must not be there; <c>OR</c> (ИЛИ, |) between neighbours means one of them. Anything else is words.
/// A leaf fits an incident when one of its posts says it.
/// </summary>
internal abstract record SearchQuery
{
    /// <summary>More words than this are passed over: a longer question is a pasted text.</summary>
    private const int MaxTerms = 32;

    /// <summary>Stems that stand side by side, in this order, in one post.</summary>
    public sealed record Phrase(IReadOnlyList<string> Stems) : SearchQuery;

    public sealed record All(IReadOnlyList<SearchQuery> Parts) : SearchQuery;

    /// <summary>Of no parts: nothing fits.</summary>
    public sealed record Any(IReadOnlyList<SearchQuery> Parts) : SearchQuery;

    public sealed record Not(SearchQuery Part) : SearchQuery;

    /// <returns>Null for an empty question: everything fits.</returns>
    public static SearchQuery? Parse(string? text, SearchWords words)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var terms = SearchTerm.Read(text).Take(MaxTerms).ToList();
        if (!terms.Exists(term => !term.IsOr))
        {
            return new Any([]);
        }

        // Function words are passed over unless the question consists of nothing else.
        if (terms.Exists(term => !term.IsOr && !IsPassedOver(term)))
        {
            terms.RemoveAll(IsPassedOver);
        }

        var parts = new List<SearchQuery>();
        for (var at = 0; at < terms.Count;)
        {
            if (terms[at].IsOr)
            {
                at++;
                continue;
            }

            if (at + 2 < terms.Count && terms[at + 1].IsOr && !terms[at + 2].IsOr)
            {
                var ways = new List<SearchQuery> { One(terms[at]) };
                for (; at + 2 < terms.Count && terms[at + 1].IsOr && !terms[at + 2].IsOr; at += 2)
                {
                    ways.Add(One(terms[at + 2]));
                }

                parts.Add(new Any(ways));
                at++;
                continue;
            }

            var length = LongestSynonym(at);
            parts.Add(length > 1 ? Ways([.. terms.Skip(at).Take(length).Select(term => term.Stems[0])]) : One(terms[at]));
            at += length;
        }

        return parts.Count == 1 ? parts[0] : new All(parts);

        bool IsPassedOver(SearchTerm term) => term is { IsPlain: true } && words.PassesOver(term.Stems[0]);

        SearchQuery One(SearchTerm term)
        {
            var said = term.IsQuoted ? new Phrase(term.Stems) : Ways([.. term.Stems]);
            return term.IsExcluded ? new Not(said) : said;
        }

        SearchQuery Ways(string[] stems)
        {
            var ways = words.Ways(stems);
            return ways.Count == 1 ? new Phrase(stems) : new Any([.. ways.Select(way => new Phrase(way))]);
        }

        int LongestSynonym(int from)
        {
            for (var length = Math.Min(SearchWords.LongestEntry, terms.Count - from); length > 1; length--)
            {
                var run = terms.Skip(from).Take(length).ToList();
                // A word that an OR follows belongs to it.
                var isFree = from + length >= terms.Count || !terms[from + length].IsOr;
                if (isFree && run.TrueForAll(term => term.IsPlain) && words.Knows([.. run.Select(term => term.Stems[0])]))
                {
                    return length;
                }
            }

            return 1;
        }
    }
}
