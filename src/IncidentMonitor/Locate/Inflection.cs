namespace IncidentMonitor.Locate;

/// <summary>
/// The Russian declension as far as place names need it: all forms of a known name, and the nominative of an unknown one.
/// Keys are lower case with ё→е; what people are shown keeps its letters.
/// </summary>
internal static class Inflection
{
    /// <summary>Forms of a name in nominative, genitive, dative, accusative, instrumental and prepositional; a case may have several.</summary>
    public static IEnumerable<string> Forms(string name)
    {
        var words = PlaceWord.KeyOf(name).Split(' ');
        var declined = words.Select(Cases).ToArray();
        for (var grammaticalCase = 0; grammaticalCase < 6; grammaticalCase++)
        {
            IEnumerable<string> built = [""];
            foreach (var word in declined)
            {
                var forms = word[grammaticalCase];
                built = [.. built.SelectMany(_ => forms, (start, form) => start.Length == 0 ? form : $"{start} {form}")];
            }

            foreach (var form in built)
            {
                yield return form;
            }
        }
    }

    /// <summary>The stem of the adjective made of a town's name (Ковров → ковровск, Пермь → пермск); null where it can't be told.</summary>
    public static string? AdjectiveStem(string name)
    {
        var key = PlaceWord.KeyOf(name);
        if (key.Contains(' ') || key.Contains('-') || key.Length < 4)
        {
            return null;
        }

        if (key.EndsWith("ск", StringComparison.Ordinal))
        {
            return key;
        }

        var stem = key.TrimEnd('а', 'я', 'о', 'е', 'ь', 'ы', 'и');
        return key.EndsWith("ий", StringComparison.Ordinal) || key.EndsWith("ый", StringComparison.Ordinal) || stem.Length < 3
            ? null
            : key[^1] is 'и' or 'ы' ? stem + "овск" : stem + "ск";
    }

    /// <summary>Endings after an adjective's stem in -ск.</summary>
    public static readonly HashSet<string> AdjectiveEndings = ["ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими"];

    /// <summary>
    /// The nominative of an adjective in any case, in the gender of the noun that it goes with; null if it is no adjective.
    /// Letter case of the word is kept: Садовой → Садовая (улица), Комсомольского → Комсомольский (проспект).
    /// </summary>
    public static string? AdjectiveNominative(string word, Gender gender)
    {
        var key = PlaceWord.KeyOf(word);
        string[] endings = gender switch
        {
            Gender.Feminine => ["ая", "яя", "ой", "ей", "ую", "юю"],
            Gender.Masculine => ["ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"],
            _ => ["ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"],
        };
        foreach (var ending in endings)
        {
            if (key.Length < ending.Length + 3 || !key.EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }

            var stem = word[..^ending.Length];
            var last = PlaceWord.KeyOf(stem)[^1];
            var isSoft = ending is "яя" or "ей" or "юю" or "его" or "ему" or "ем" or "ее" || (ending is "ий" or "им" && !"кгхжшщч".Contains(last));
            if (isSoft && last is not ('н' or 'ж' or 'ш' or 'щ' or 'ч' or 'ь'))
            {
                return null;
            }

            // Only stems that Russian adjectives have: otherwise «Победой» or «городом» would pass.
            if (ending is "ой" or "ом" or "ей" or "ем" && !IsAdjectiveStem(PlaceWord.KeyOf(stem)))
            {
                return null;
            }

            return gender switch
            {
                Gender.Feminine => stem + (isSoft && last == 'н' ? "яя" : "ая"),
                Gender.Masculine => ending is "ый" or "ий" or "ой" && key.EndsWith(ending, StringComparison.Ordinal) && ending != "ой" ? word
                    : stem + ("кгхжшщч".Contains(last) || isSoft ? "ий" : "ый"),
                _ => stem + (isSoft && last == 'н' || "жшщч".Contains(last) ? "ее" : "ое"),
            };
        }

        return null;
    }

    /// <summary>The nominative of a settlement's name that stands after «в деревне», «из посёлка» and the like; the name as written where unsure.</summary>
    /// <param name="isNominative">The word before tells the nominative («деревня Заречье»): nothing is to be undone.</param>
    public static string SettlementNominative(string word, Gender gender, bool isNominative)
    {
        if (isNominative)
        {
            return word;
        }

        if (AdjectiveNominative(word, gender) is { } adjective)
        {
            return adjective;
        }

        var key = PlaceWord.KeyOf(word);
        // «в деревне Ивановке»: a name of the noun's own gender that is declined along with it.
        return gender switch
        {
            Gender.Feminine when key.EndsWith("ке", StringComparison.Ordinal) || key.EndsWith("ки", StringComparison.Ordinal) && key.EndsWith("вки", StringComparison.Ordinal)
                || key.EndsWith("ку", StringComparison.Ordinal) => word[..^1] + "а",
            Gender.Neuter when key.EndsWith("ове", StringComparison.Ordinal) || key.EndsWith("еве", StringComparison.Ordinal) || key.EndsWith("ине", StringComparison.Ordinal) => word[..^1] + "о",
            _ => word,
        };
    }

    private static bool IsAdjectiveStem(string stem) =>
        stem.EndsWith('н') || stem.EndsWith("ск", StringComparison.Ordinal) || stem.EndsWith("цк", StringComparison.Ordinal)
        || stem.EndsWith("ов", StringComparison.Ordinal) || stem.EndsWith("ев", StringComparison.Ordinal)
        || stem.EndsWith("ок", StringComparison.Ordinal) || stem.EndsWith("ст", StringComparison.Ordinal) || stem.EndsWith("лыж", StringComparison.Ordinal)
        || stem is "бел" or "крут" or "нов" or "стар" or "перв" or "втор" or "пят" or "шест" or "нижн" or "красн" or "больш" or "рыж" or "рабоч" or "казач";

    /// <summary>Six cases of one word.</summary>
    private static string[][] Cases(string word)
    {
        if (word.Contains('-'))
        {
            return HyphenatedCases(word);
        }

        string Cut(int count) => word[..^count];
        string[][] All(string stem, string n, string g, string d, string a, string i, string p) => [[stem + n], [stem + g], [stem + d], [stem + a], [stem + i], [stem + p]];
        if (word.Length < 3)
        {
            return [.. Enumerable.Repeat(new[] { word }, 6)];
        }

        var end = word[^2..];
        return end switch
        {
            "ая" when "жшчщц".Contains(word[^3]) => All(Cut(2), "ая", "ей", "ей", "ую", "ей", "ей"),
            "ая" => All(Cut(2), "ая", "ой", "ой", "ую", "ой", "ой"),
            "яя" => All(Cut(2), "яя", "ей", "ей", "юю", "ей", "ей"),
            "ое" => All(Cut(2), "ое", "ого", "ому", "ое", "ым", "ом"),
            "ее" => All(Cut(2), "ее", "его", "ему", "ее", "им", "ем"),
            "ые" => All(Cut(2), "ые", "ых", "ым", "ые", "ыми", "ых"),
            "ие" when !word.EndsWith("вие", StringComparison.Ordinal) => All(Cut(2), "ие", "их", "им", "ие", "ими", "их"),
            "ый" => All(Cut(2), "ый", "ого", "ому", "ый", "ым", "ом"),
            "ий" => All(Cut(2), "ий", "ого", "ому", "ий", "им", "ом"),
            "ой" => All(Cut(2), "ой", "ого", "ому", "ой", "ым", "ом"),
            "ец" when word.Length > 4 && word[^3] == 'л' => All(Cut(2) + "ьц", "", "а", "у", "", "ом", "е") is var soft ? WithNominative(soft, word) : [],
            "ец" => WithNominative(All(Cut(2) + "ц", "", "а", "у", "", "ом", "е"), word),
            "ок" or "ек" when word is "городок" or "волочек" => WithNominative(All(Cut(2) + "к", "", "а", "у", "", "ом", "е"), word),
            _ when word == "орел" => WithNominative(All("орл", "", "а", "у", "", "ом", "е"), word),
            _ => word[^1] switch
            {
                'а' => All(Cut(1), "а", "кгхжшщч".Contains(word[^2]) ? "и" : "ы", "е", "у", "ой", "е"),
                'я' => All(Cut(1), "я", "и", word[^2] == 'и' ? "и" : "е", "ю", "ей", word[^2] == 'и' ? "и" : "е"),
                'о' => All(Cut(1), "о", "а", "у", "о", "ом", "е"),
                'е' => All(Cut(1), "е", "я", "ю", "е", "ем", word[^2] == 'ь' || word[^2] == 'и' ? "и" : "е"),
                // Пермь goes one way, Ярославль the other; both are tried.
                'ь' => [[word], [Cut(1) + "и", Cut(1) + "я"], [Cut(1) + "и", Cut(1) + "ю"], [word], [word + "ю", Cut(1) + "ем"], [Cut(1) + "и", Cut(1) + "е"]],
                'ы' or 'и' => [[word], [Cut(1), Cut(1) + "ов", Cut(1) + "ей"], [Cut(1) + "ам"], [word], [Cut(1) + "ами"], [Cut(1) + "ах"]],
                'й' => All(Cut(1), "й", "я", "ю", "й", "ем", "е"),
                'у' or 'э' or 'ю' => [.. Enumerable.Repeat(new[] { word }, 6)],
                _ => [[word], [word + "а"], [word + "у"], [word], [word + "ом"], [word + "е"]],
            },
        };
    }

    private static string[][] WithNominative(string[][] cases, string word)
    {
        cases[0] = [word];
        cases[3] = [word];
        return cases;
    }

    private static string[][] HyphenatedCases(string word)
    {
        var parts = word.Split('-');
        // Ростов-на-Дону: the first part is declined. Каменск-Уральский: both. Усть-Илимск: the last.
        var head = parts.Length == 3 && parts[1].Length <= 2 ? 0 : parts.Length - 1;
        var both = parts.Length == 2 && parts[1].EndsWith("ий", StringComparison.Ordinal) && !parts[0].EndsWith('ь');
        var declined = parts.Select((part, index) => index == head || both ? Cases(part) : [.. Enumerable.Repeat(new[] { part }, 6)]).ToArray();
        var cases = new string[6][];
        for (var i = 0; i < 6; i++)
        {
            IEnumerable<string> built = declined[0][i];
            foreach (var part in declined.Skip(1))
            {
                var index = i;
                built = built.SelectMany(_ => part[index], (start, form) => $"{start}-{form}");
            }

            cases[i] = [.. built];
        }

        return cases;
    }
}

internal enum Gender
{
    Masculine,
    Feminine,
    Neuter,
}
