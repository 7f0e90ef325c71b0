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
internal sealed class SettlementFinder(Gazetteer gazetteer, string? homeRegion)
{
    private static readonly Dictionary<string, (Gender Gender, bool IsNominative)> Markers = Spell(
        ("деревня", Gender.Feminine, "деревни деревне деревню деревней дер"),
        ("село", Gender.Neuter, "села селе селу селом"),
        ("поселок", Gender.Masculine, "поселка поселке поселку поселком пос пгт рп"),
        ("станица", Gender.Feminine, "станицы станице станицу"),
        ("хутор", Gender.Masculine, "хутора хуторе хутору"),
        ("аул", Gender.Masculine, "аула ауле"),
        ("станция", Gender.Feminine, "станции"),
        ("снт", Gender.Neuter, "снт"));

    private static readonly HashSet<string> TownMarkers = ["г", "гор", "город", "города", "городе", "городу", "городом"];

    /// <summary>Towns whose names are ordinary words or surnames: a capital alone doesn't make them towns.</summary>
    private static readonly HashSet<string> Doubtful =
    [
        "мир", "белый", "свободный", "мирный", "дно", "луга", "остров", "клин", "кола", "тайга", "орел", "мыски", "нея", "шахты", "чехов", "пушкин", "гагарин", "жуков", "фурманов",
        "королев", "киров", "серов", "октябрьский", "советский", "пионерский", "радужный", "заречный", "лесной", "северный", "железнодорожный", "московский", "волжский",
        "чайковский", "грозный", "горячий ключ", "высокое", "бор", "буй", "тара", "обь", "зима", "балей", "сим", "аша", "куса", "родники", "мыс", "калач", "ладушкин", "полевской",
        "верея", "руза", "яхрома", "волхов", "приморск", "красный", "майский", "заводской", "отрадное", "отрадный", "светлый", "гусев", "усмань", "грязи", "елец", "чаплыгин",
        "ломоносов", "кировск", "дзержинский", "козлов", "кашин", "котово", "фролово", "суровикино", "дубовка", "лена", "пласт", "юрга", "холм", "валдай", "очер", "оса", "удачный",
        "тутаев", "любим", "данилов", "тим", "борисов", "макаров", "невель", "оха", "корсаков", "городище", "спасск", "сурск", "никольск", "каменка", "белинский", "печоры", "гдов",
        "владимир", "галич", "макарьев", "мантурово", "шарья", "лиски", "павловск", "бобров", "богучар", "новый", "старый",
    ];

    private static readonly HashSet<string> NotNames =
    [
        "в", "на", "и", "а", "не", "нет", "где", "как", "что", "это", "там", "у", "от", "до", "по", "с", "к", "за", "из", "для", "очень", "уже", "наш", "нашем", "нашей", "нашего", "нашу", "вашем", "этом", "этой", "том", "одном", "всем", "всей", "каждом", "другом", "другой", "любой",
        "район", "района", "районе", "городской", "сельский", "просто", "администрация", "администрации", "глава", "главе", "главы", "ул", "улица", "улице", "прошу", "здравствуйте", "добрый", "когда", "почему", "дорога", "дорогу", "жители", "школа", "школе", "мы", "я", "вы", "они", "или", "дом",
        "областной", "краевой", "обл", "край", "уважаемые", "уважаемая", "уважаемый", "пожалуйста", "спасибо", "помогите", "сколько", "куда",
    ];

    private static readonly HashSet<string> PrepositionsOfPlace = ["в", "во", "из", "под", "до", "около", "через", "возле", "вблизи", "от", "к", "по", "с", "мимо", "для", "г", "гор"];

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
        // Пермский край, Пермского края, Республика Коми, в Татарстане, Ленобласть is left to towns.
        if (at + 1 < words.Count && words[at + 1].Gap == " " && words[at + 1].Key is "край" or "края" or "краю" or "крае" or "краем" or "область" or "области" or "областью" or "обл")
        {
            if (Inflection.AdjectiveNominative(words[at].Text, words[at + 1].Key.StartsWith("кра", StringComparison.Ordinal) ? Gender.Masculine : Gender.Feminine) is { } adjective
                && gazetteer.Regions.TryGetValue(PlaceWord.KeyOf(adjective), out var title))
            {
                return new FoundSettlement(title, null, PlaceLevel.Region, at, at + 1, 0.95);
            }
        }

        return null;
    }

    private static FoundSettlement? District(List<PlaceWord> words, int at)
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

        if (!isDistrict || !words[at].IsCapital || Inflection.AdjectiveNominative(words[at].Text, Gender.Masculine) is not { } name
            || PlaceWord.KeyOf(name) is "городской" or "данный" or "каждый" or "соседний" or "наш" or "частный" or "спальный" or "новый" or "любой" or "другой" or "федеральный" or "военный" or "избирательный" or "муниципальный" or "отдаленный" or "сельский" or "административный")
        {
            return null;
        }

        return new FoundSettlement($"{name} {kind}", null, PlaceLevel.Municipality, at, last, 0.9);
    }

    private FoundSettlement? Village(List<PlaceWord> words, int at, bool[] taken)
    {
        var isShort = words[at].Key is "д" or "с" or "п" or "х" or "ст" or "пос" or "дер";
        if (!Markers.TryGetValue(words[at].Key, out var marker) && !isShort)
        {
            return null;
        }

        var first = at + 1;
        if (first >= words.Count || taken[first] || words[first].IsNumber || words[first].Text.Length < 3 || NotNames.Contains(words[first].Key) || StreetFinder.IsMarker(words[first].Key))
        {
            return null;
        }

        // «д. Вильва», «с.Отево» need their point and a capital; «в деревне старая слобода» may lack one.
        var hasPoint = words[first].Gap.StartsWith('.');
        if (isShort ? !hasPoint || !words[first].IsCapital : words[first].Gap is not (" " or "«" or "\"" or "." or ""))
        {
            return null;
        }

        if (!words[first].IsCapital && (words[at].Key is "станция" or "станции" or "село" or "селе" or "села" || !LooksLikeVillage(words[first].Key)))
        {
            return null;
        }

        var last = first;
        if (words[first].IsCapital && first + 1 < words.Count && words[first + 1].IsCapital && words[first + 1].Gap == " " && !words[first + 1].IsNumber && !taken[first + 1]
            && (IsAdjective(words[first].Key) || Gazetteered(words, first, 2)))
        {
            last = first + 1;
        }

        var gender = isShort ? words[at].Key is "д" or "дер" or "ст" ? Gender.Feminine : words[at].Key == "с" ? Gender.Neuter : Gender.Masculine : marker.Gender;
        var isNominative = isShort || marker.IsNominative || words[first].Gap is "«" or "\"";
        var known = Known(string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Key)));
        var name = known?.Name ?? (last > first
            ? $"{(isNominative ? words[first].Text : Inflection.AdjectiveNominative(words[first].Text, NounGender(words[last].Key, gender)) ?? words[first].Text)} {(isNominative ? words[last].Text : NounNominative(words[last].Text))}"
            : Inflection.SettlementNominative(words[first].Text, gender, isNominative));
        return new FoundSettlement(char.ToUpperInvariant(name[0]) + name[1..], known, PlaceLevel.Settlement, at, last, words[first].IsCapital ? 0.9 : 0.7);
    }

    private FoundSettlement? Town(List<PlaceWord> words, int at, bool[] taken)
    {
        var isLed = at > 0 && TownMarkers.Contains(words[at - 1].Key) && words[at].Gap is " " or "." or "" or "«";
        for (var length = Math.Min(gazetteer.LongestName, words.Count - at); length > 0; length--)
        {
            if (length > 1 && (taken[at + length - 1] || words.Skip(at + 1).Take(length - 1).Any(word => word.Gap != " ")))
            {
                continue;
            }

            var form = length == 1 ? words[at].Key : string.Join(' ', words.Skip(at).Take(length).Select(word => word.Key));
            if (Known(form) is not { } known)
            {
                continue;
            }

            var key = PlaceWord.KeyOf(known.Name);
            var before = at > 0 && words[at].Gap == " " ? words[at - 1].Key : "";
            var isPlace = PrepositionsOfPlace.Contains(before);
            var isSurnameForm = form != key && (form.EndsWith("ова", StringComparison.Ordinal) || form.EndsWith("ева", StringComparison.Ordinal) || form.EndsWith("ина", StringComparison.Ordinal) || form.EndsWith("ского", StringComparison.Ordinal));
            var certainty = isLed ? 0.98
                : Doubtful.Contains(key) ? words[at].IsCapital && before is "в" or "во" or "из" && !isSurnameForm ? 0.75 : 0
                : isSurnameForm && !isPlace ? 0
                : words[at].IsCapital ? length > 1 || isPlace || !words[at].StartsSentence || key.Length > 5 ? 0.9 : 0.6
                : isPlace && key.Length > 4 || length > 1 ? 0.7 : 0;
            if (certainty > 0)
            {
                return new FoundSettlement(known.Name, known, PlaceLevel.Settlement, isLed ? at - 1 : at, at + length - 1, certainty);
            }
        }

        // A town that no gazetteer knows, but the text says it is one: «г. Заозёрный».
        if (isLed && words[at - 1].Key is "г" && words[at].Gap.StartsWith('.') && words[at].IsCapital && words[at].Text.Length > 3 && !NotNames.Contains(words[at].Key))
        {
            return new FoundSettlement(words[at].Text, null, PlaceLevel.Settlement, at - 1, at, 0.7);
        }

        return null;
    }

    private FoundSettlement? Adjective(List<PlaceWord> words, int at)
    {
        if (gazetteer.FindAdjective(words[at].Key) is not [var first, ..] candidates)
        {
            return null;
        }

        var known = Choose(candidates);
        // «московские», «ленинские» things are rarely of the town; a region's adjective names the region.
        if (known.Population > 1_000_000 || Doubtful.Contains(PlaceWord.KeyOf(known.Name)) || gazetteer.Regions.ContainsKey(PlaceWord.KeyOf(known.Name) is var key && key.EndsWith("ск", StringComparison.Ordinal) ? key + "ий" : key + "ский"))
        {
            return null;
        }

        return candidates.Length == 1 || known.Region == homeRegion ? new FoundSettlement(known.Name, known, PlaceLevel.Settlement, at, at, 0.55) : null;
    }

    private Settlement? Known(string form) => gazetteer.Find(form) is { Length: > 0 } candidates ? Choose(candidates) : null;

    private bool Gazetteered(List<PlaceWord> words, int at, int length) =>
        gazetteer.Find(string.Join(' ', words.Skip(at).Take(length).Select(word => word.Key))).Length > 0;

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

    private static Dictionary<string, (Gender Gender, bool IsNominative)> Spell(params (string Nominative, Gender Gender, string Forms)[] kinds)
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

        return spelled;
    }
}
