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
    private static readonly Dictionary<string, (string Kind, Gender Gender)> Markers = Spell(
        ("улица", Gender.Feminine, "ул улица улицы улице улицу улицей"),
        ("проспект", Gender.Masculine, "пр-т пр-кт просп проспект проспекта проспекту проспектом проспекте"),
        ("переулок", Gender.Masculine, "пер переулок переулка переулку переулком переулке"),
        ("бульвар", Gender.Masculine, "б-р бульв бульвар бульвара бульвару бульваром бульваре"),
        ("шоссе", Gender.Neuter, "шоссе"),
        ("тракт", Gender.Masculine, "тракт тракта тракту тракте"),
        ("площадь", Gender.Feminine, "пл площадь площади площадью"),
        ("набережная", Gender.Feminine, "наб набережная набережной набережную"),
        ("проезд", Gender.Masculine, "пр-д проезд проезда проезду проезде"),
        ("тупик", Gender.Masculine, "тупик тупика тупике"),
        ("аллея", Gender.Feminine, "аллея аллеи аллее аллею"),
        ("микрорайон", Gender.Masculine, "мкр мкрн мкр-н м-н мкрн микрорайон микрорайона микрорайону микрорайоне"),
        ("квартал", Gender.Masculine, "кв-л квартал квартала квартале"));

    /// <summary>Two capitals of people's names in front of a surname, and ranks, are part of the street's name.</summary>
    private static readonly HashSet<string> Ranks = ["маршала", "генерала", "академика", "академ", "героя", "героев", "адмирала", "профессора", "космонавта", "летчика", "лейтенанта", "капитана", "сержанта", "архитектора", "доктора", "комиссара", "братьев", "бр", "им", "имени", "святого", "станция"];

    /// <summary>Words that follow a marker without naming a street.</summary>
    private static readonly HashSet<string> NotNames =
    [
        "в", "во", "на", "и", "а", "но", "не", "нет", "где", "как", "что", "это", "там", "тут", "у", "от", "до", "по", "с", "со", "к", "за", "из", "для", "очень", "уже", "еще", "была", "были", "стоит",
        "снег", "лед", "мороз", "дождь", "темно", "дети", "люди", "машины", "собаки", "наша", "нашей", "нашу", "нашего", "вашей", "моей", "этой", "этому", "эта", "всей", "вся", "такой", "одной", "какой", "той", "любой", "другой", "соседней", "каждой", "второй", "центральной", "главной",
        "города", "района", "поселка", "села", "деревни", "дом", "дома", "двор", "дорога", "дороги", "минус", "плюс", "зимой", "летом", "весной", "осенью", "полностью", "просто", "можно", "нужно", "надо", "или", "то", "так", "же", "ли", "бы", "идут", "идет", "ходят", "ходить", "гуляют", "лежит", "горит", "которая", "которой", "которую", "после", "перед", "около", "возле", "вдоль", "пешком", "пятый", "третий",
        "бегают", "стоят", "живут", "выйти", "страшно", "скользко", "холодно", "тепло", "жара", "пусто", "ночью", "днем", "утром", "вечером", "сегодня", "вчера", "завтра", "возможно", "невозможно", "чистят", "чистить", "убирают", "всегда", "никто", "нас", "них", "мы", "они", "вы", "я", "без", "при", "был", "есть", "будет", "уборка", "ремонт", "снега", "всем", "все", "всех",
    ];

    private readonly HashSet<string> _known;
    private readonly Dictionary<string, string> _knownForms;

    /// <param name="commonNames">Names of streets that are recognised without a marker.</param>
    public StreetFinder(IEnumerable<string> commonNames)
    {
        var names = commonNames.ToList();
        _known = [.. names.Select(PlaceWord.KeyOf)];
        _knownForms = names
            .SelectMany(name => name.EndsWith("ая", StringComparison.Ordinal) || name.EndsWith("яя", StringComparison.Ordinal)
                ? Inflection.Forms(name).Select(form => (Form: form, Name: name))
                : [(Form: PlaceWord.KeyOf(name), Name: name)])
            .DistinctBy(pair => pair.Form)
            .ToDictionary(pair => pair.Form, pair => pair.Name, StringComparer.Ordinal);
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
        if (!Markers.TryGetValue(words[at].Key, out var marker) || (words[at].Key is "пл" or "пер" or "наб" && !PointFollows(words, at)))
        {
            return null;
        }

        var isShort = words[at].Key.Length <= 4 && words[at].Key != "улиц";
        return NameAfter(words, at, marker, isShort) ?? NameBefore(words, at, marker);
    }

    private FoundStreet? NameAfter(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker, bool isShort)
    {
        var first = at + 1;
        if (first >= words.Count || !words[first].IsClose || NotNames.Contains(words[first].Key) || words[first].Gap.Contains(',') || IsMarker(words[first].Key))
        {
            return null;
        }

        var last = first;
        if (words[first].IsNumber)
        {
            // 50 лет Октября, 1905 года, 8 Марта, 1-я Красноармейская
            if (first + 1 >= words.Count || words[first + 1].Gap is not (" " or "-" or ". " or ".") || words[first + 1].IsNumber)
            {
                return marker.Kind is "микрорайон" or "квартал" ? Make(words, marker, at, first, first, words[first].Text, 0.8) : null;
            }

            last = first + 1;
            if (words[last].Key is "лет" && last + 1 < words.Count)
            {
                last++;
            }
            else if (!words[last].IsCapital && words[last].Key is not ("года" or "марта" or "мая" or "августа" or "июля" or "января" or "линия" or "подгорная"))
            {
                return marker.Kind is "микрорайон" or "квартал" ? Make(words, marker, at, first, first, words[first].Text, 0.8) : null;
            }
        }
        else
        {
            // Initials, ranks and given names go on until the surname: академика Веденеева, Карла Маркса, П. Морозова.
            while (last + 1 < words.Count && words[last + 1].IsClose && !words[last + 1].IsNumber && words[last + 1].Gap is " " or "." && Continues(words, last))
            {
                last++;
                if (last - first >= 3)
                {
                    break;
                }
            }
        }

        var name = string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Text));
        if (words[first].IsNumber)
        {
            return Make(words, marker, at, last, last, name, 0.9);
        }

        var isCapital = words[last].IsCapital || words[first].IsCapital;
        if (last == first && Inflection.AdjectiveNominative(words[first].Text, marker.Gender) is { } adjective && !(marker.Gender != Gender.Feminine && words[first].Key.EndsWith("ой", StringComparison.Ordinal)))
        {
            name = adjective;
        }
        else if (!isCapital && !isShort && !HouseFollows(words, last) && !_known.Contains(PlaceWord.KeyOf(name)))
        {
            return null;
        }

        return Make(words, marker, at, last, last, Ranks.Contains(words[first].Key) ? name : Capitalise(name), isCapital || isShort ? 0.95 : 0.8);
    }

    /// <summary>Комсомольский проспект, Садовой улице: the adjective stands before.</summary>
    private static FoundStreet? NameBefore(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker)
    {
        if (at == 0 || words[at].Gap is not " " || words[at - 1].IsNumber || NotNames.Contains(words[at - 1].Key) || !words[at - 1].IsCapital)
        {
            return null;
        }

        return Inflection.AdjectiveNominative(words[at - 1].Text, marker.Gender) is { } name && !Ordinary.Contains(PlaceWord.KeyOf(name))
            ? Make(words, marker, at - 1, at, at, name, 0.9)
            : null;
    }

    /// <summary>Adjectives that describe a street without naming it.</summary>
    private static readonly HashSet<string> Ordinary = ["наша", "ваша", "соседняя", "главная", "узкая", "широкая", "длинная", "крайняя", "тихая", "вся", "каждая", "любая", "другая", "данная", "большая", "пешеходная", "городской", "дорожная", "многие", "дворовый", "пешеходный", "местный", "сквозной", "внутридворовый", "жилой", "новый", "наш", "ваш", "данный", "детский", "спальный", "частный"];

    /// <summary>«на Ленина», «Свердлова 6Б»: a common name with a preposition before or a house behind.</summary>
    private FoundStreet? Bare(List<PlaceWord> words, int at)
    {
        if (!words[at].IsCapital && !HouseFollows(words, at) || words[at].Key.Length < 4 || IsMarker(words[at].Key))
        {
            return null;
        }

        var (last, form) = (at, words[at].Key);
        if (at + 1 < words.Count && words[at + 1].Gap == " " && _knownForms.ContainsKey($"{form} {words[at + 1].Key}"))
        {
            (last, form) = (at + 1, $"{form} {words[at + 1].Key}");
        }

        var house = House(words, last);
        var before = at > 0 && words[at].Gap == " " ? words[at - 1].Key : "";
        var isLed = before is "на" or "по" or "с" or "до" or "от" or "перекресток" or "перекрестке" or "угол" or "углу" or "адресу";
        if (_knownForms.TryGetValue(form, out var name))
        {
            if (house is not null || (isLed && words[at].IsCapital && (name.EndsWith("ая", StringComparison.Ordinal) ? before is "на" or "по" or "с" : before is not "с")))
            {
                return new FoundStreet(null, name, house?.Text, at, house?.Index ?? last, house is null ? 0.7 : 0.85);
            }

            return null;
        }

        // An unknown surname or adjective counts only with a house right behind it: Голева 10, Верхнемуллинская, 12.
        if (house is null || !words[at].IsCapital || words[at].StartsSentence && !LooksLikeStreet(words[at].Key) || !LooksLikeStreet(words[at].Key) || house.Value.Text.Length > 5 || IsMonthOrUnit(words, house.Value.Index))
        {
            return null;
        }

        return new FoundStreet(null, Inflection.AdjectiveNominative(words[at].Text, Gender.Feminine) ?? words[at].Text, house.Value.Text, at, house.Value.Index, 0.7);
    }

    private static bool LooksLikeStreet(string key) => key.Length > 5 &&
        (key.EndsWith("ская", StringComparison.Ordinal) || key.EndsWith("ской", StringComparison.Ordinal) || key.EndsWith("ова", StringComparison.Ordinal) || key.EndsWith("ева", StringComparison.Ordinal)
        || key.EndsWith("ина", StringComparison.Ordinal) || key.EndsWith("ского", StringComparison.Ordinal) || key.EndsWith("ная", StringComparison.Ordinal) || key.EndsWith("истов", StringComparison.Ordinal)
        || key.EndsWith("телей", StringComparison.Ordinal) || key.EndsWith("ников", StringComparison.Ordinal) || key.EndsWith("цев", StringComparison.Ordinal));

    private static bool IsMonthOrUnit(List<PlaceWord> words, int number) =>
        number + 1 < words.Count && words[number + 1].Gap is " " or "." && words[number + 1].Key is "января" or "февраля" or "марта" or "апреля" or "мая" or "июня" or "июля" or "августа" or "сентября" or "октября" or "ноября" or "декабря"
            or "лет" or "года" or "год" or "раз" or "раза" or "часов" or "часа" or "минут" or "рублей" or "руб" or "тысяч" or "человек" or "дней" or "дня" or "месяцев" or "месяца" or "класс" or "класса" or "процентов";

    private static bool PointFollows(List<PlaceWord> words, int at) => at + 1 < words.Count && words[at + 1].Gap.StartsWith('.');

    private static bool Continues(List<PlaceWord> words, int last)
    {
        var (word, next) = (words[last], words[last + 1]);
        if (!next.IsCapital && !Ranks.Contains(word.Key) || IsMarker(next.Key) || NotNames.Contains(next.Key))
        {
            return false;
        }

        // An initial or a rank wants its surname; a given name in the genitive (Карла, Розы, Степана) too; anything else ends the name.
        return word.Text.Length == 1 || word.Text.Length == 2 && next.Gap == "." || Ranks.Contains(word.Key)
            || (next.Gap == " " && word.IsCapital && (GivenNames.Contains(word.Key) || (word.Key is "советской" or "советская" or "красной" or "красная" or "новая" or "новый" or "старая" or "большая" or "малая" or "верхняя" or "нижняя" or "героев" or "парижской" or "воинов" or "юных" or "победы")));
    }

    private static readonly HashSet<string> GivenNames =
    [
        "карла", "розы", "клары", "фридриха", "степана", "александра", "алексея", "андрея", "анны", "бориса", "богдана", "василия", "веры", "виктора", "владимира", "газеты", "георгия", "дмитрия", "евгения", "екатерины", "емельяна", "зои", "ивана", "игоря", "ильи", "лизы", "льва", "макара", "максима", "марии", "михаила", "надежды", "николая", "олега", "ольги", "павла", "павлика", "петра", "сакко", "салавата", "семена", "сергея", "тараса", "уинстона", "федора", "юлиуса", "юрия", "якова", "хо", "патриса", "мусы", "габдуллы", "глеба", "антона", "афанасия", "серафима", "валентины", "татьяны", "софьи",
    ];

    private static FoundStreet Make(List<PlaceWord> words, (string Kind, Gender Gender) marker, int first, int last, int nameEnd, string name, double certainty)
    {
        var house = House(words, nameEnd);
        return new FoundStreet(marker.Kind, name, house?.Text, first, house?.Index ?? last, house is null ? certainty : Math.Min(1, certainty + 0.05));
    }

    private static bool HouseFollows(List<PlaceWord> words, int at) => House(words, at) is not null;

    /// <summary>«, 12», «д. 5к2», «дом № 7а», «5 корпус 2».</summary>
    private static (string Text, int Index)? House(List<PlaceWord> words, int at)
    {
        var next = at + 1;
        var hasMarker = false;
        while (next < words.Count && words[next].Key is "д" or "дом" or "дома" or "доме" or "дому" or "домов" or "n" && words[next].Gap is " " or "," or "." or "" or ".," && next - at <= 2)
        {
            hasMarker = true;
            next++;
        }

        if (next >= words.Count || !words[next].IsNumber || words[next].Text.Length > 8 || !(words[next].Gap is " " or "," or "-" or "№" or "." or "" or ".№" or "№ "))
        {
            return null;
        }

        if (!hasMarker && (IsMonthOrUnit(words, next) || words[next].Text.Length > 5 || words[next].Text.Contains('-') && char.IsLetter(words[next].Text[^1]) && words[next].Text.Length > 4))
        {
            return null;
        }

        var text = words[next].Text;
        if (next + 2 < words.Count && words[next + 1].Key is "к" or "корп" or "корпус" or "стр" && words[next + 2].IsNumber && words[next + 2].Text.Length <= 3)
        {
            return ($"{text}к{words[next + 2].Text}", next + 2);
        }

        if (next + 1 < words.Count && words[next + 1].Gap is "" or " " && words[next + 1].Text.Length == 1 && char.IsLetter(words[next + 1].Text[0]) && char.IsUpper(words[next + 1].Text[0])
            && words[next + 1].Key is "а" or "б" or "в" or "г" or "д" or "е" && (next + 2 >= words.Count || words[next + 2].Gap is not (" " or ".")))
        {
            return (text + words[next + 1].Text, next + 1);
        }

        return (text, next);
    }

    private static string Capitalise(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static Dictionary<string, (string Kind, Gender Gender)> Spell(params (string Kind, Gender Gender, string Spellings)[] kinds) => kinds
        .SelectMany(kind => kind.Spellings.Split(' ').Distinct().Select(spelling => (spelling, kind.Kind, kind.Gender)))
        .DistinctBy(entry => entry.spelling)
        .ToDictionary(entry => entry.spelling, entry => (entry.Kind, entry.Gender), StringComparer.Ordinal);
}
