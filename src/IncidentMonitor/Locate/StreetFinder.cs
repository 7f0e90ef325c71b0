using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>A street named in a text, with its house if one follows.</summary>
/// <param name="Kind">улица, проспект … as people write it; null where the text has none.</param>
/// <param name="Certainty">0 to 1: a marked street with a house is sure, a bare name is a guess.</param>
internal sealed record FoundStreet(string? Kind, string Name, string? House, int FirstWord, int LastWord, double Certainty)
{
    /// <summary>«улица Ленина», «Ленина», «Комсомольский проспект».</summary>
    public string Title => Kind is null ? Name
        : Kind is not ("улица" or "площадь" or "набережная" or "аллея" or "линия") && Name.EndsWith("ий", StringComparison.Ordinal) || Name.EndsWith("ый", StringComparison.Ordinal) ? $"{Name} {Kind}"
        : $"{Kind} {Name}";
}

/// <summary>Finds streets by their markers (ул., проспект …) and, for the commonest names, without.</summary>
internal sealed class StreetFinder
{
    /// <summary>Every spelling of a marker with its kind.</summary>
    private static readonly FrozenDictionary<string, (string Kind, Gender Gender)> Markers = Spell(
        ("улица", Gender.Feminine, "ул улица улиц улицах улицами улицы улице улицу улицей"),
        ("проспект", Gender.Masculine, "пр-т пр-кт пр-ту пр-те просп пр проспект проспекта проспекту проспектом проспекте"),
        ("переулок", Gender.Masculine, "пер переулок переулка переулку переулком переулке"),
        ("бульвар", Gender.Masculine, "б-р бульв бульвар бульвара бульвару бульваром бульваре"),
        ("шоссе", Gender.Neuter, "шоссе"),
        ("тракт", Gender.Masculine, "тракт тракта тракту тракте"),
        ("площадь", Gender.Feminine, "пл площадь площади площадью"),
        ("набережная", Gender.Feminine, "наб набережная набережной набережную"),
        ("проезд", Gender.Masculine, "пр-д проезд проезда проезду проезде"),
        ("тупик", Gender.Masculine, "тупик тупика тупике"),
        ("аллея", Gender.Feminine, "аллея аллеи аллее аллею"),
        ("микрорайон", Gender.Masculine, "мкр мкрн мкр-н м-н мкр-не микрорайон микрорайона микрорайону микрорайоне"),
        ("квартал", Gender.Masculine, "кв-л квартал квартала квартале"));

    /// <summary>Two capitals of people's names in front of a surname, and ranks, are part of the street's name.</summary>
    private static readonly HashSet<string> Ranks = ["маршала", "генерала", "академика", "академ", "героя", "героев", "адмирала", "профессора", "космонавта", "летчика", "лейтенанта", "капитана", "сержанта", "архитектора", "доктора", "комиссара", "братьев", "бр", "им", "имени", "святого", "станция"];

    private readonly PlaceVocabulary _vocabulary;
    private readonly FrozenDictionary<string, string> _knownForms;
    private readonly FrozenSet<string> _firstWords;

    /// <param name="vocabulary">Names that are recognised without a marker, and words that never are names.</param>
    public StreetFinder(PlaceVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _knownForms = vocabulary.Streets
            .SelectMany(name => name.EndsWith("ая", StringComparison.Ordinal) || name.EndsWith("яя", StringComparison.Ordinal)
                ? Inflection.Forms(name).Select(form => (Form: form, Name: name))
                : [(Form: PlaceWord.KeyOf(name), Name: name)])
            .DistinctBy(pair => pair.Form)
            .ToFrozenDictionary(pair => pair.Form, pair => pair.Name, StringComparer.Ordinal);
        _firstWords = _knownForms.Keys.Where(form => form.Contains(' ')).Select(form => form[..form.IndexOf(' ')]).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>All streets of a text, in its order.</summary>
    public List<FoundStreet> Find(List<PlaceWord> words)
    {
        var found = new List<FoundStreet>();
        for (var i = 0; i < words.Count; i++)
        {
            var street = Marked(words, i) ?? Bare(words, i);
            if (street is null)
            {
                continue;
            }

            // «улица Ленина» and «Ленина улица» are met at either word: one is enough.
            if (found.Count > 0 && found[^1].LastWord >= street.FirstWord)
            {
                continue;
            }

            found.Add(street);
            i = Math.Max(i, street.LastWord);
        }

        return found;
    }

    /// <summary>Is the word a marker of streets?</summary>
    public static bool IsMarker(string key) => Markers.ContainsKey(key);

    private FoundStreet? Marked(List<PlaceWord> words, int at)
    {
        if (!Markers.TryGetValue(words[at].Key, out var marker) || (words[at].Key is "пл" or "пер" or "наб" or "пр" && !PointFollows(words, at)))
        {
            return null;
        }

        var isShort = words[at].Key.Length <= 4 && words[at].Key != "улиц";
        return NameAfter(words, at, marker, isShort) ?? NameBefore(words, at, marker);
    }

    private FoundStreet? NameAfter(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker, bool isShort)
    {
        var first = at + 1;
        if (first >= words.Count || !words[first].IsClose || words[first].Gap.Contains(',') || IsMarker(words[first].Key) || words[first].Key == "пр"
            || (_vocabulary.Ordinary.Contains(words[first].Key) && !(words[first].IsCapital && _knownForms.ContainsKey(words[first].Key))))
        {
            return null;
        }

        if (words[first].IsNumber)
        {
            return Numbered(words, at, marker);
        }

        var last = NameEnd(words, first, 4);
        var isCapital = words[last].IsCapital || words[first].IsCapital;
        if (words[last].Text.Length == 1 || (last == first && words[first].Text.Length < 3) || (isCapital && words[at].Gap == "." && words[at].Key == "проезд"))
        {
            return null;
        }

        var name = last == first ? words[first].Name : string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Name));
        if (last == first && Adjective(words[first], marker.Gender) is { } adjective)
        {
            // «проезд детский», «улица грязная»: in lower case only an adjective of place names.
            if (!isCapital && !isShort && !IsNamingAdjective(words[first].Key) && HouseNumber.After(words, last) is null)
            {
                return null;
            }

            name = adjective;
        }
        else if (last == first && IsPluralAdjective(words[first].Key) && marker.Kind is "микрорайон" or "квартал" or "проезд")
        {
            return null;
        }
        else if (!isCapital && !(isShort && LooksLikeName(words[first].Key)) && HouseNumber.After(words, last) is null && !_knownForms.ContainsKey(PlaceWord.KeyOf(name)) && !LooksLikeName(words[last].Key))
        {
            return null;
        }

        if (!isCapital && marker.Kind is "проезд" or "тупик" or "аллея" or "площадь" or "квартал" && !_knownForms.ContainsKey(PlaceWord.KeyOf(name)))
        {
            return null;
        }

        return Make(words, marker, at, last, Capitalise(name), isCapital || isShort ? 0.95 : 0.8);
    }

    /// <summary>50 лет Октября, 1905 года, 8 Марта, 1-я Красноармейская; a number alone names only a microdistrict or a quarter.</summary>
    private static FoundStreet? Numbered(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker)
    {
        var (first, last) = (at + 1, at + 2);
        var follows = last < words.Count && words[last].Gap is " " or "-" or "." && !words[last].IsNumber;
        if (follows && words[last].Key is "лет" && last + 1 < words.Count && words[last + 1].Gap == " ")
        {
            last += words[last + 1].Key is "влксм" or "ссср" || last + 2 >= words.Count || !Ranks.Contains(words[last + 1].Key) ? 1 : 2;
        }
        else if (!follows || !(words[last].IsCapital && !words[last].StartsSentence || words[last].Gap == "." && words[last].IsCapital && words[first].Text.Contains('-')
            || words[last].Key is "года" or "марта" or "мая" or "августа" or "июля" or "января" or "линия" or "октября" || (words[first].Text.Contains('-') && IsNamingAdjective(words[last].Key))))
        {
            return marker.Kind is "микрорайон" or "квартал" && words[first].Text.Length <= 4 && !HouseNumber.IsCount(words, first) ? Make(words, marker, at, first, words[first].Text, 0.8) : null;
        }

        return Make(words, marker, at, last, string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Name)), 0.9);
    }

    /// <summary>Initials, ranks and given names go on until the surname: академика Веденеева, Карла Маркса, П. Морозова.</summary>
    private int NameEnd(List<PlaceWord> words, int first, int longest)
    {
        var last = first;
        while (last + 1 < words.Count && last - first + 1 < longest && words[last + 1].IsClose && !words[last + 1].IsNumber && words[last + 1].Gap is " " or "." && Continues(words, last))
        {
            last++;
        }

        return last;
    }

    /// <summary>Комсомольский проспект, Садовой улице, октябрьскому проспекту: the adjective stands before.</summary>
    private FoundStreet? NameBefore(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker)
    {
        if (at == 0 || words[at].Gap is not " " || words[at - 1].IsNumber || _vocabulary.Ordinary.Contains(words[at - 1].Key))
        {
            return null;
        }

        var before = words[at - 1];
        if (!before.IsCapital || before.StartsSentence ? !IsNamingAdjective(before.Key) : marker.Kind is "микрорайон" or "квартал" && !IsNamingAdjective(before.Key))
        {
            return null;
        }

        return Adjective(before, marker.Gender) is { } name && !_vocabulary.Ordinary.Contains(PlaceWord.KeyOf(name))
            ? Make(words, marker, at - 1, at, Capitalise(name), before.IsCapital ? 0.9 : 0.8)
            : null;
    }

    /// <summary>«на Ленина», «Свердлова 6Б»: a common name with a preposition before or a house behind; an unknown one with a house only.</summary>
    private FoundStreet? Bare(List<PlaceWord> words, int at)
    {
        var word = words[at];
        if (word.IsNumber || word.Key.Length < 4 && !word.IsCapital || IsMarker(word.Key))
        {
            return null;
        }

        var last = at;
        var known = _knownForms.GetValueOrDefault(word.Key);
        if (_firstWords.Contains(word.Key) && at + 1 < words.Count && words[at + 1].Gap == " " && _knownForms.TryGetValue($"{word.Key} {words[at + 1].Key}", out var two))
        {
            (last, known) = (at + 1, two);
        }

        var house = HouseNumber.After(words, last);
        var before = at > 0 && word.Gap == " " ? words[at - 1].Key : "";
        if (known is not null)
        {
            return house is not null && (word.IsCapital || IsSurnameForm(word.Key) || last > at || IsNamingAdjective(word.Key) || before is "на" or "по" or "ул")
                || IsLedKnown(words, at, last, before)
                ? new FoundStreet(null, known, house?.Text, at, house?.Index ?? last, house is null ? 0.7 : 0.85)
                : null;
        }

        if (_vocabulary.Ordinary.Contains(word.Key))
        {
            return null;
        }

        // «на Уинской.», «по Плеханова»: what can hardly be anything else, by its ending, its capital and the preposition.
        if (house is null)
        {
            var isStreet = word.IsCapital && !word.StartsSentence
                && (before is "на" && word.Key.EndsWith("ской", StringComparison.Ordinal) && PhraseEnds(words, at)
                    || before is "по" or "пересечении" or "перекрестке" or "углу" && (IsSurnameForm(word.Key) || word.Key.EndsWith("ской", StringComparison.Ordinal) && PhraseEnds(words, at)));
            return isStreet ? new FoundStreet(null, Adjective(word, Gender.Feminine) ?? word.Name, null, at, at, 0.6) : null;
        }

        if (word.IsCapital)
        {
            last = NameEnd(words, at, 4);
        }

        if (word.IsCapital ? !LooksLikeStreet(words[last].Key) && last == at : !(word.Key.Length > 6 && (word.Key.EndsWith("ская", StringComparison.Ordinal) || word.Key.EndsWith("ской", StringComparison.Ordinal))))
        {
            return null;
        }

        return new FoundStreet(null, Capitalise(Adjective(word, Gender.Feminine) ?? word.Name), house.Value.Text, at, house.Value.Index, 0.7);
    }

    private bool IsLedKnown(List<PlaceWord> words, int at, int last, string before)
    {
        var key = words[at].Key;
        var isAdjective = Inflection.AdjectiveNominative(key, Gender.Feminine) is not null;
        return isAdjective
            ? words[at].IsCapital && key[^1] == 'й' && (before is "на" or "по" || before is "с" or "до" or "от" && words[at].IsCapital && key.EndsWith("ской", StringComparison.Ordinal)) && PhraseEnds(words, last)
            : before is "на" or "по" && (words[at].IsCapital || IsSurnameForm(key))
                || before is "до" or "от" or "перекресток" or "перекрестке" or "пересечении" or "угол" or "углу" or "адресу" && words[at].IsCapital;
    }

    /// <summary>No noun follows that the adjective could belong to: «на Московской.», «на Московской не чистят», not «на Московской дороге».</summary>
    private bool PhraseEnds(List<PlaceWord> words, int at) =>
        at + 1 >= words.Count || words[at + 1].Gap != " " || words[at + 1].IsNumber || _vocabulary.Ordinary.Contains(words[at + 1].Key);

    private bool Continues(List<PlaceWord> words, int last)
    {
        var (word, next) = (words[last], words[last + 1]);
        if ((!next.IsCapital && !Ranks.Contains(word.Key) && !(_vocabulary.GivenNames.Contains(word.Key) && LooksLikeName(next.Key))) || IsMarker(next.Key) || _vocabulary.Ordinary.Contains(next.Key))
        {
            return false;
        }

        // An initial or a rank wants its surname; a given name in the genitive (Карла, Розы, Степана) too; anything else ends the name.
        return word.Text.Length == 1 || word.Text.Length == 2 && next.Gap == "." || Ranks.Contains(word.Key)
            || (next.Gap == " " && (_vocabulary.GivenNames.Contains(word.Key) || (word.IsCapital && FirstParts.Contains(word.Key))));
    }

    private static FoundStreet Make(List<PlaceWord> words, (string Kind, Gender Gender) marker, int first, int last, string name, double certainty)
    {
        if (HouseNumber.After(words, last) is { } house)
        {
            return new FoundStreet(marker.Kind, name, house.Text, first, house.Index, Math.Min(1, certainty + 0.05));
        }

        return HouseNumber.Before(words, first) is { } earlier
            ? new FoundStreet(marker.Kind, name, earlier.Text, earlier.Index, last, Math.Min(1, certainty + 0.05))
            : new FoundStreet(marker.Kind, name, null, first, last, certainty);
    }

    private static string? Adjective(PlaceWord word, Gender gender) =>
        gender != Gender.Feminine && word.Key.EndsWith("ой", StringComparison.Ordinal) ? null : Inflection.AdjectiveNominative(word.Name, gender);

    /// <summary>An adjective made of a place or a name (уинская, октябрьскому): enough without a capital.</summary>
    private static bool IsNamingAdjective(string key) => key.Length > 6 && key.LastIndexOf("ск", StringComparison.Ordinal) is var at and > 2 && Inflection.AdjectiveEndings.Contains(key[(at + 2)..]);

    private static bool IsPluralAdjective(string key) => key.EndsWith("ые", StringComparison.Ordinal) || key.EndsWith("ие", StringComparison.Ordinal) || key.EndsWith("ых", StringComparison.Ordinal) || key.EndsWith("их", StringComparison.Ordinal);

    /// <summary>A surname in the genitive: Плеханова, Яблочкова, Пушкина, Дзержинского.</summary>
    private static bool IsSurnameForm(string key) => key.Length > 5 && NameEndings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));

    private bool LooksLikeName(string key) => !_vocabulary.Ordinary.Contains(key) && (IsSurnameForm(key) || IsNamingAdjective(key) || _knownForms.ContainsKey(key));

    private static bool LooksLikeStreet(string key) => key.Length > 5 && !NotSurnames.Contains(key) && StreetEndings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));

    private static readonly string[] NameEndings = ["ова", "ева", "ина", "ского", "цкого", "енко"];

    private static readonly string[] StreetEndings =
        ["ская", "ской", "цкая", "цкой", "ова", "ева", "ына", "ина", "ского", "цкого", "ная", "вая", "ной", "вой", "истов", "телей", "ников", "цев", "анов", "ёров", "еров", "енко", "етки", "ича", "яна", "ой", "швили", "арей", "чиков", "щиков", "огов", "ей"];

    /// <summary>Women's names and words that end as surnames do: «Марина 25 лет».</summary>
    private static readonly FrozenSet<string> NotSurnames = new[]
    {
        "марина", "полина", "ирина", "галина", "карина", "алина", "ангелина", "екатерина", "кристина", "валентина", "арина", "регина", "половина", "причина", "машина", "величина", "медицина", "вакцина", "женщина", "больной", "более", "какой", "такой", "второй", "домой", "весной", "зимой", "комнатная", "детей", "рублей", "дней", "людей", "очередной", "выходной", "областной", "только", "главной", "больничной", "семей", "гостей", "последней",
        "горячей", "холодной", "скорой", "медицинской", "районной", "общей", "средней", "начальной", "основной", "моей", "своей", "вашей", "нашей", "квартирой", "группой", "школой", "площадью", "обратной", "стоимостью", "пенсионной", "площадной", "каждой", "электронной", "входящей", "входной",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>First words of names of two words.</summary>
    private static readonly FrozenSet<string> FirstParts =
        new[] { "советской", "советская", "красной", "красная", "новая", "новый", "новой", "старая", "старой", "большая", "большой", "малая", "малой", "верхняя", "верхней", "нижняя", "нижней", "героев", "парижской", "воинов", "юных", "победы", "уральских", "сакко", "красных", "защитников", "зелёный", "зеленый", "солнечный" }.ToFrozenSet(StringComparer.Ordinal);

    private static bool PointFollows(List<PlaceWord> words, int at) => at + 1 < words.Count ? words[at + 1].Gap.StartsWith('.') : at > 0;

    private static string Capitalise(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static FrozenDictionary<string, (string Kind, Gender Gender)> Spell(params (string Kind, Gender Gender, string Spellings)[] kinds) => kinds
        .SelectMany(kind => kind.Spellings.Split(' ').Distinct().Select(spelling => (spelling, kind.Kind, kind.Gender)))
        .DistinctBy(entry => entry.spelling)
        .ToFrozenDictionary(entry => entry.spelling, entry => (entry.Kind, entry.Gender), StringComparer.Ordinal);
}
