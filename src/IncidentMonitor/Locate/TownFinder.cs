using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>Finds the towns that the gazetteer knows: by name in any case, and by the adjective («ковровские дороги»).</summary>
internal sealed class TownFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary, string? homeRegion)
{
    private static readonly FrozenSet<string> PrepositionsOfPlace =
        new[] { "в", "во", "из", "под", "до", "около", "через", "возле", "вблизи", "от", "к", "по", "мимо" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The town that begins at this word; null if none does.</summary>
    public FoundSettlement? ByName(List<PlaceWord> words, int at, bool[] taken)
    {
        var word = words[at];
        var isLed = at > 0 && PlaceShape.IsTownMarker(words[at - 1].Key) && word.Gap is " " or "." or "" or "«" && !(words[at - 1].Key is "г" && PlaceShape.FollowsAbbreviation(words, at - 1));
        var longest = gazetteer.StartsLongName(word.Key) ? Math.Min(gazetteer.LongestName, words.Count - at) : 1;
        for (var length = longest; length > 0; length--)
        {
            if (length > 1 && (taken[at + length - 1] || words.Skip(at + 1).Take(length - 1).Any(next => next.Gap != " ")))
            {
                continue;
            }

            var form = length == 1 ? word.Key : string.Join(' ', words.Skip(at).Take(length).Select(next => next.Key));
            if (gazetteer.Choose(form, homeRegion) is { } known && Certainty(words, at, length, form, known, isLed) is var certainty and > 0)
            {
                return new FoundSettlement(known.Name, known, PlaceLevel.Settlement, isLed ? at - 1 : at, at + length - 1, certainty);
            }
        }

        return null;
    }

    /// <summary>How sure a form is of a town here; 0: it is none.</summary>
    private double Certainty(List<PlaceWord> words, int at, int length, string form, Settlement known, bool isLed)
    {
        if (isLed)
        {
            return 0.98;
        }

        var word = words[at];
        if (word.Gap.AsSpan().IndexOfAny('«', '"', '“') >= 0)
        {
            // Фабрика «Сокол», кафе "Москва": a name, but not a town's.
            return 0;
        }

        // In a shouted text a capital says nothing.
        var isCapital = word.IsCapital && !PlaceShape.IsShouted(words, at);
        var key = PlaceWord.KeyOf(known.Name);
        var before = at > 0 && word.Gap == " " ? words[at - 1].Key : "";
        var isIn = before is "в" or "во" or "из";
        var isSurnameLike = key.EndsWith("ов", StringComparison.Ordinal) || key.EndsWith("ев", StringComparison.Ordinal) || key.EndsWith("ин", StringComparison.Ordinal) || key.EndsWith("ово", StringComparison.Ordinal)
            || key.EndsWith("ево", StringComparison.Ordinal) || key.EndsWith("ино", StringComparison.Ordinal) || key.EndsWith("ий", StringComparison.Ordinal);
        if (isCapital && form != key && before is "жители" or "жителей" or "жителям" or "житель" or "жительница" or "администрация" or "администрации" or "больница" or "больнице")
        {
            return 0.75;
        }

        if (vocabulary.AmbiguousTowns.Contains(key))
        {
            // «в Кирове», «из Чайковского»: a capital inside a sentence and the case that the preposition wants.
            var isCase = before is "из" ? form != key : isIn && (form[^1] is 'е' or 'и' || form.EndsWith("ом", StringComparison.Ordinal));
            return isCapital && isCase && !NounFollows(words, at + length - 1, form) ? 0.75 : 0;
        }

        if (isSurnameLike && !isIn && (form != key || known.Population < 60_000 || (at > 0 && words[at - 1].IsCapital && word.Gap == " ")))
        {
            return 0;
        }

        if (isCapital)
        {
            return length > 1 || isIn || PrepositionsOfPlace.Contains(before) || !word.StartsSentence && form.Length > 3 || form == key || form.Length > 5 ? 0.9 : 0;
        }

        return length > 1 || PrepositionsOfPlace.Contains(before) && key.Length > 4 ? 0.7 : form == key && known.Population > 100_000 && key.Length > 4 ? 0.6 : 0;
    }

    /// <summary>«в Советском районе», «в Пионерском лагере»: the adjective belongs to what follows.</summary>
    private bool NounFollows(List<PlaceWord> words, int at, string form) =>
        form.EndsWith("ом", StringComparison.Ordinal) && at + 1 < words.Count && words[at + 1].Gap == " " && !words[at + 1].IsNumber && !vocabulary.Ordinary.Contains(words[at + 1].Key);

    /// <summary>The town whose adjective this word is; null if it is none.</summary>
    public FoundSettlement? ByAdjective(List<PlaceWord> words, int at)
    {
        if (gazetteer.FindAdjective(words[at].Key) is not [var first, ..] candidates)
        {
            return null;
        }

        // «Качканарской 45», «на Качканарской.»: a feminine one without its noun is a street's.
        var isAlone = at + 1 >= words.Count || words[at + 1].Gap != " " || words[at + 1].IsNumber
            || (words[at].Key.EndsWith("ской", StringComparison.Ordinal) && vocabulary.Ordinary.Contains(words[at + 1].Key) && !IsOffice(words, at + 1));
        var known = Gazetteer.Choose(candidates, homeRegion);
        var key = PlaceWord.KeyOf(known.Name);
        if (isAlone || known.Population > 900_000 || (vocabulary.AmbiguousTowns.Contains(key) && !IsOffice(words, at + 1)) || StreetFinder.IsMarker(words[at + 1].Key)
            || gazetteer.Regions.ContainsKey(key.EndsWith("ск", StringComparison.Ordinal) ? key + "ий" : key + "ский"))
        {
            return null;
        }

        return candidates.Length == 1 || known.Region == homeRegion ? new FoundSettlement(known.Name, known, PlaceLevel.Settlement, at, at, 0.55) : null;
    }

    /// <summary>«в Чайковской поликлинике», «Чайковской городской больницы»: an office that a town has.</summary>
    private static bool IsOffice(List<PlaceWord> words, int at)
    {
        for (var i = at; i < words.Count && i < at + 3 && words[i].Gap == " "; i++)
        {
            if (words[i].Key is "црб" or "цгб" or "рб" or "гб" or "црп" || Offices.Any(stem => words[i].Key.StartsWith(stem, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] Offices = ["поликлиник", "больниц", "администраци", "соцзащит", "роддом", "стоматологи", "тэц", "грэс", "водоканал"];
}
