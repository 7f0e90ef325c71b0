using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>A settlement, district or region named in a text.</summary>
/// <param name="Known">What the gazetteer holds of it; null for a village that no gazetteer knows.</param>
internal sealed record FoundSettlement(string Name, Settlement? Known, PlaceLevel Level, int FirstWord, int LastWord, double Certainty);

internal enum PlaceLevel
{
    Region,
    Municipality,
    Settlement,
}

/// <summary>Finds towns by name in any case, villages by the word that announces them, districts, regions, and towns by their adjective.</summary>
internal sealed class SettlementFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary, string? homeRegion)
{
    private static readonly FrozenDictionary<string, (Gender Gender, bool IsNominative)> Markers = Spell(
        ("деревня", Gender.Feminine, "деревни деревне деревню деревней дер"),
        ("село", Gender.Neuter, "села селе селу селом"),
        ("поселок", Gender.Masculine, "поселка поселке поселку поселком пос пгт рп"),
        ("станица", Gender.Feminine, "станицы станице станицу"),
        ("хутор", Gender.Masculine, "хутора хуторе хутору"),
        ("аул", Gender.Masculine, "аула ауле"),
        ("станция", Gender.Feminine, "станции"),
        ("снт", Gender.Neuter, "снт"));

    private static readonly FrozenSet<string> TownMarkers = new[] { "г", "гор", "город", "города", "городе", "городу", "городом" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PrepositionsOfPlace =
        new[] { "в", "во", "из", "под", "до", "около", "через", "возле", "вблизи", "от", "к", "по", "мимо" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All settlements, districts and regions of a text. Words in <paramref name="taken"/> already name streets.</summary>
    public List<FoundSettlement> Find(List<PlaceWord> words, bool[] taken)
    {
        var found = new List<FoundSettlement>();
        for (var i = 0; i < words.Count; i++)
        {
            if (taken[i] || words[i].IsNumber)
            {
                continue;
            }

            var place = Region(words, i) ?? District(words, i) ?? Village(words, i, taken) ?? Town(words, i, taken) ?? Adjective(words, i);
            if (place is null)
            {
                continue;
            }

            found.Add(place);
            i = place.LastWord;
        }

        return found;
    }

    private FoundSettlement? Region(List<PlaceWord> words, int at)
    {
        // Пермский край, Пермского края, в Татарстане; Ленобласть is left to towns.
        if (at + 1 < words.Count && words[at + 1].Gap == " " && words[at + 1].Key is "край" or "края" or "краю" or "крае" or "краем" or "область" or "области" or "областью" or "обл"
            && Inflection.AdjectiveNominative(words[at].Text, words[at + 1].Key.StartsWith("кра", StringComparison.Ordinal) ? Gender.Masculine : Gender.Feminine) is { } adjective
            && gazetteer.Regions.TryGetValue(PlaceWord.KeyOf(adjective), out var title))
        {
            return new FoundSettlement(title, null, PlaceLevel.Region, at, at + 1, 0.95);
        }

        return words[at].IsCapital && gazetteer.FindRepublic(words[at].Key) is { } republic ? new FoundSettlement(republic, null, PlaceLevel.Region, at, at, 0.8) : null;
    }

    private FoundSettlement? District(List<PlaceWord> words, int at)
    {
        if (at + 1 >= words.Count || words[at + 1].Gap != " " || words[at].Key.Length < 5)
        {
            return null;
        }

        var isDistrict = words[at + 1].Key is "район" or "района" or "районе" or "району" or "районом" or "р-н" or "р-не" or "р-на" or "округ" or "округа" or "округе" or "округу";
        var last = at + 1;
        var kind = words[at + 1].Key.StartsWith('о') ? "округ" : "район";
        if (!isDistrict && at + 2 < words.Count && words[at + 1].Key is "городской" or "городского" or "городском" or "муниципальный" or "муниципального" or "муниципальном"
            && words[at + 2].Key is "округ" or "округа" or "округе" or "район" or "района" or "районе")
        {
            isDistrict = true;
            last = at + 2;
            kind = (words[at + 1].Key.StartsWith('г') ? "городской " : "муниципальный ") + (words[at + 2].Key.StartsWith('о') ? "округ" : "район");
        }

        // In lower case only what is made of a name: «кировский район», not «дальний район».
        if (!isDistrict || !(words[at].IsCapital || words[at].Key.Contains("ск", StringComparison.Ordinal)) || Inflection.AdjectiveNominative(words[at].Name, Gender.Masculine) is not { } name
            || vocabulary.Ordinary.Contains(PlaceWord.KeyOf(name)))
        {
            return null;
        }

        return new FoundSettlement($"{Capitalise(name)} {kind}", null, PlaceLevel.Municipality, at, last, 0.9);
    }

    private FoundSettlement? Village(List<PlaceWord> words, int at, bool[] taken)
    {
        var isShort = words[at].Key is "д" or "с" or "п" or "х" or "пос" or "дер";
        if (!Markers.TryGetValue(words[at].Key, out var marker) && !isShort)
        {
            return null;
        }

        var first = at + 1;
        if (first >= words.Count || taken[first] || words[first].IsNumber || words[first].Text.Length < 3 || vocabulary.Ordinary.Contains(words[first].Key) || StreetFinder.IsMarker(words[first].Key)
            || IsVerb(words[first].Key) || Markers.ContainsKey(words[first].Key))
        {
            return null;
        }

        // «д. Вильва», «с.Отево» need their point, a small letter and a capital behind; «и т.д. Правомерно», «5 п. Решите» and «Д. Петров» are none.
        if (isShort && (!words[first].Gap.StartsWith('.') || !words[first].IsCapital || words[at].IsCapital || FollowsAbbreviation(words, at)))
        {
            return null;
        }

        if (!isShort && words[first].Gap is not (" " or "«" or "\"" or "." or "" or ".«"))
        {
            return null;
        }

        // «посёлок. Мы ждём» is the end of a sentence; «пгт. Яйва» is not.
        if (!isShort && words[first].Gap.StartsWith('.') && words[at].Key.Length > 4)
        {
            return null;
        }

        var isAdjective = IsAdjective(words[first].Key);
        if (!words[first].IsCapital && (words[at].Key is "станция" or "станции" or "снт" || !LooksLikeVillage(words[first].Key)))
        {
            return null;
        }

        var last = first;
        if (words[first].IsCapital && first + 1 < words.Count && words[first + 1].IsCapital && words[first + 1].Gap == " " && !words[first + 1].IsNumber && !taken[first + 1]
            && !vocabulary.Ordinary.Contains(words[first + 1].Key) && (isAdjective || Gazetteered(words, first)))
        {
            last = first + 1;
        }

        var gender = isShort ? words[at].Key is "д" or "дер" ? Gender.Feminine : words[at].Key == "с" ? Gender.Neuter : Gender.Masculine : marker.Gender;
        var isNominative = marker.IsNominative && !isShort || words[first].Gap is "«" or "\"" or ".«";
        var known = Known(last > first ? $"{words[first].Key} {words[last].Key}" : words[first].Key);
        var name = known?.Name ?? (last > first
            ? $"{(isNominative ? words[first].Name : Inflection.AdjectiveNominative(words[first].Name, NounGender(words[last].Key, gender)) ?? words[first].Name)} {(isNominative ? words[last].Name : NounNominative(words[last].Name))}"
            : Inflection.SettlementNominative(words[first].Name, gender, isNominative));
        return new FoundSettlement(Capitalise(name), known, PlaceLevel.Settlement, at, last, words[first].IsCapital ? 0.9 : 0.7);
    }

    private FoundSettlement? Town(List<PlaceWord> words, int at, bool[] taken)
    {
        var word = words[at];
        var isLed = at > 0 && TownMarkers.Contains(words[at - 1].Key) && word.Gap is " " or "." or "" or "«" && !(words[at - 1].Key is "г" && FollowsAbbreviation(words, at - 1));
        var longest = gazetteer.StartsLongName(word.Key) ? Math.Min(gazetteer.LongestName, words.Count - at) : 1;
        for (var length = longest; length > 0; length--)
        {
            if (length > 1 && (taken[at + length - 1] || words.Skip(at + 1).Take(length - 1).Any(next => next.Gap != " ")))
            {
                continue;
            }

            var form = length == 1 ? word.Key : string.Join(' ', words.Skip(at).Take(length).Select(next => next.Key));
            if (Known(form) is { } known && Certainty(words, at, length, form, known, isLed) is var certainty and > 0)
            {
                return new FoundSettlement(known.Name, known, PlaceLevel.Settlement, isLed ? at - 1 : at, at + length - 1, certainty);
            }
        }

        // A town that no gazetteer knows, but the text says it is one («г. Заозёрный») or it looks like one («в Закамске», «из Семино»).
        if (!word.IsCapital || word.Text.Length < 4 || vocabulary.Ordinary.Contains(word.Key) || IsVerb(word.Key))
        {
            return null;
        }

        if (isLed && words[at - 1].Key is "г" && word.Gap.StartsWith('.') && !words[at - 1].IsCapital)
        {
            return new FoundSettlement(word.Name, null, PlaceLevel.Settlement, at - 1, at, 0.7);
        }

        return at > 0 && word.Gap == " " && !word.StartsSentence && words[at - 1].Key is "в" or "во" or "из" && UnknownTown(word) is { } unknown
            ? new FoundSettlement(unknown, null, PlaceLevel.Settlement, at, at, 0.6)
            : null;
    }

    /// <summary>How sure a form is of a town here; 0: it is none.</summary>
    private double Certainty(List<PlaceWord> words, int at, int length, string form, Settlement known, bool isLed)
    {
        if (isLed)
        {
            return 0.98;
        }

        var word = words[at];
        var key = PlaceWord.KeyOf(known.Name);
        var before = at > 0 && word.Gap == " " ? words[at - 1].Key : "";
        var isIn = before is "в" or "во" or "из";
        var isSurnameLike = key.EndsWith("ов", StringComparison.Ordinal) || key.EndsWith("ев", StringComparison.Ordinal) || key.EndsWith("ин", StringComparison.Ordinal) || key.EndsWith("ово", StringComparison.Ordinal)
            || key.EndsWith("ево", StringComparison.Ordinal) || key.EndsWith("ино", StringComparison.Ordinal) || key.EndsWith("ий", StringComparison.Ordinal);
        if (vocabulary.AmbiguousTowns.Contains(key))
        {
            // «в Кирове», «из Чайковского»: a capital inside a sentence and the case that the preposition wants.
            var isCase = before is "из" ? form != key : isIn && (form[^1] is 'е' or 'и' || form.EndsWith("ом", StringComparison.Ordinal));
            return word.IsCapital && isCase && !NounFollows(words, at + length - 1, form) ? 0.75 : 0;
        }

        if (isSurnameLike && !isIn && (form != key || known.Population < 60_000 || (at > 0 && words[at - 1].IsCapital && word.Gap == " ")))
        {
            return 0;
        }

        if (word.IsCapital)
        {
            return length > 1 || isIn || PrepositionsOfPlace.Contains(before) || !word.StartsSentence && form.Length > 3 || form == key || form.Length > 5 ? 0.9 : 0;
        }

        return length > 1 || PrepositionsOfPlace.Contains(before) && key.Length > 4 ? 0.7 : form == key && known.Population > 100_000 && key.Length > 4 ? 0.6 : 0;
    }

    /// <summary>«в Советском районе», «в Пионерском лагере»: the adjective belongs to what follows.</summary>
    private bool NounFollows(List<PlaceWord> words, int at, string form) =>
        form.EndsWith("ом", StringComparison.Ordinal) && at + 1 < words.Count && words[at + 1].Gap == " " && !words[at + 1].IsNumber && !vocabulary.Ordinary.Contains(words[at + 1].Key);

    /// <summary>«в Закамске» → Закамск, «в Семино» → Семино: endings that only towns and villages have behind «в» and «из».</summary>
    private static string? UnknownTown(PlaceWord word)
    {
        if (word.Key.Length < 6)
        {
            return null;
        }

        return word.Key.EndsWith("ске", StringComparison.Ordinal) || word.Key.EndsWith("граде", StringComparison.Ordinal) ? word.Name[..^1]
            : word.Key.EndsWith("ово", StringComparison.Ordinal) || word.Key.EndsWith("ево", StringComparison.Ordinal) || word.Key.EndsWith("ино", StringComparison.Ordinal) || word.Key.EndsWith("вка", StringComparison.Ordinal) ? word.Name
            : word.Key.EndsWith("овке", StringComparison.Ordinal) || word.Key.EndsWith("евке", StringComparison.Ordinal) || word.Key.EndsWith("овку", StringComparison.Ordinal) && word.Key is not "парковку" ? word.Name[..^1] + "а"
            : null;
    }

    private FoundSettlement? Adjective(List<PlaceWord> words, int at)
    {
        if (gazetteer.FindAdjective(words[at].Key) is not [var first, ..] candidates)
        {
            return null;
        }

        // «Качканарской 45», «на Качканарской.»: a feminine one without its noun is a street's.
        var isAlone = at + 1 >= words.Count || words[at + 1].Gap != " " || words[at + 1].IsNumber;
        var known = Choose(candidates);
        var key = PlaceWord.KeyOf(known.Name);
        if (isAlone || known.Population > 900_000 || vocabulary.AmbiguousTowns.Contains(key) || StreetFinder.IsMarker(words[at + 1].Key)
            || gazetteer.Regions.ContainsKey(key.EndsWith("ск", StringComparison.Ordinal) ? key + "ий" : key + "ский"))
        {
            return null;
        }

        return candidates.Length == 1 || known.Region == homeRegion ? new FoundSettlement(known.Name, known, PlaceLevel.Settlement, at, at, 0.55) : null;
    }

    /// <summary>A number («2022 г.», «5 п.») or another abbreviation («т.д.») stands right before.</summary>
    private static bool FollowsAbbreviation(List<PlaceWord> words, int at) =>
        at > 0 && (words[at - 1].IsNumber && words[at].Gap is " " or "" || words[at].Gap.StartsWith('.') && words[at - 1].Text.Length == 1 || words[at - 1].Key is "т" or "и" && words[at].Gap is " " or "");

    private static bool IsVerb(string key) => key.EndsWith("ите", StringComparison.Ordinal) || key.EndsWith("йте", StringComparison.Ordinal) || key.EndsWith("ать", StringComparison.Ordinal)
        || key.EndsWith("ить", StringComparison.Ordinal) || key.EndsWith("ете", StringComparison.Ordinal) || key.EndsWith("ться", StringComparison.Ordinal) || key.EndsWith("ется", StringComparison.Ordinal);

    private static string Capitalise(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private Settlement? Known(string form) => gazetteer.Find(form) is { Length: > 0 } candidates ? Choose(candidates) : null;

    private bool Gazetteered(List<PlaceWord> words, int at) =>
        gazetteer.StartsLongName(words[at].Key) && gazetteer.Find($"{words[at].Key} {words[at + 1].Key}").Length > 0;

    /// <summary>The one in the home region, else the largest.</summary>
    private Settlement Choose(ReadOnlySpan<Settlement> candidates)
    {
        var best = candidates[0];
        foreach (var candidate in candidates)
        {
            var (isHome, bestIsHome) = (candidate.RegionTitle == homeRegion, best.RegionTitle == homeRegion);
            if (isHome && !bestIsHome || isHome == bestIsHome && candidate.Population > best.Population)
            {
                best = candidate;
            }
        }

        return best;
    }

    private static bool IsAdjective(string key) => Inflection.AdjectiveNominative(key, Gender.Feminine) is not null
        || Inflection.AdjectiveNominative(key, Gender.Masculine) is not null || Inflection.AdjectiveNominative(key, Gender.Neuter) is not null || key.EndsWith("ые", StringComparison.Ordinal) || key.EndsWith("ие", StringComparison.Ordinal);

    private static Gender NounGender(string noun, Gender otherwise) => noun[^1] switch
    {
        'а' or 'я' or 'е' or 'ы' or 'и' or 'у' => Gender.Feminine,
        'о' => Gender.Neuter,
        _ => otherwise,
    };

    /// <summary>в Старой Слободе → Слобода: the noun after an adjective, undone where its ending allows.</summary>
    private static string NounNominative(string noun) => PlaceWord.KeyOf(noun) switch
    {
        var key when key.EndsWith("де", StringComparison.Ordinal) || key.EndsWith("ре", StringComparison.Ordinal) || key.EndsWith("не", StringComparison.Ordinal) || key.EndsWith("ке", StringComparison.Ordinal)
            || key.EndsWith("ле", StringComparison.Ordinal) || key.EndsWith("ще", StringComparison.Ordinal) => noun[..^1] + "а",
        var key when key.EndsWith("ды", StringComparison.Ordinal) || key.EndsWith("ры", StringComparison.Ordinal) || key.EndsWith("ки", StringComparison.Ordinal) || key.EndsWith("ны", StringComparison.Ordinal) => noun[..^1] + "а",
        var key when key.EndsWith("ду", StringComparison.Ordinal) || key.EndsWith("ру", StringComparison.Ordinal) || key.EndsWith("ку", StringComparison.Ordinal) => noun[..^1] + "а",
        _ => noun,
    };

    private static bool LooksLikeVillage(string key) => key.EndsWith("ово", StringComparison.Ordinal) || key.EndsWith("ево", StringComparison.Ordinal) || key.EndsWith("ино", StringComparison.Ordinal)
        || key.EndsWith("вка", StringComparison.Ordinal) || key.EndsWith("вке", StringComparison.Ordinal) || key.EndsWith("иха", StringComparison.Ordinal) || key.EndsWith("ята", StringComparison.Ordinal)
        || key.EndsWith("ское", StringComparison.Ordinal) || key.EndsWith("ском", StringComparison.Ordinal) || key.EndsWith("ский", StringComparison.Ordinal);

    private static FrozenDictionary<string, (Gender Gender, bool IsNominative)> Spell(params (string Nominative, Gender Gender, string Forms)[] kinds)
    {
        var spelled = new Dictionary<string, (Gender, bool)>(StringComparer.Ordinal);
        foreach (var (nominative, gender, forms) in kinds)
        {
            foreach (var form in forms.Split(' '))
            {
                spelled[form] = (gender, form == "снт");
            }

            spelled[nominative] = (gender, true);
        }

        return spelled.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
