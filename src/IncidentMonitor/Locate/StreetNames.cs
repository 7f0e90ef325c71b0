using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>What street names look like: known ones in all cases, surnames in the genitive, adjectives of places, ranks and given names before a surname.</summary>
internal sealed class StreetNames
{
    /// <summary>Two capitals of people's names in front of a surname, and ranks, are part of the street's name.</summary>
    public static readonly HashSet<string> Ranks = ["маршала", "генерала", "академика", "академ", "героя", "героев", "адмирала", "профессора", "космонавта", "летчика", "лейтенанта", "капитана", "сержанта", "архитектора", "доктора", "комиссара", "братьев", "бр", "им", "имени", "святого", "станция"];

    private readonly PlaceVocabulary _vocabulary;
    private readonly FrozenDictionary<string, string> _knownForms;
    private readonly FrozenSet<string> _firstWords;

    /// <param name="vocabulary">Names that are recognised without a marker, and words that never are names.</param>
    public StreetNames(PlaceVocabulary vocabulary)
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

    public bool IsOrdinary(string key) => _vocabulary.Ordinary.Contains(key);

    /// <summary>The common street of which this is a form; null if it is none.</summary>
    public string? Known(string key) => _knownForms.GetValueOrDefault(key);

    /// <summary>Does a common name of two words begin so?</summary>
    public bool StartsKnown(string key) => _firstWords.Contains(key);

    public bool IsGivenName(string key) => _vocabulary.GivenNames.Contains(key);

    /// <summary>Names that a second one follows with «и».</summary>
    public static bool IsPaired(string key) => key is "сакко" or "минина" or "кирилла" or "бориса" or "петра" or "карла";

    public static bool IsMarker(string key) => StreetMarkers.All.ContainsKey(key);

    /// <summary>Initials, ranks and given names go on until the surname: академика Веденеева, Карла Маркса, П. Морозова.</summary>
    public int NameEnd(List<PlaceWord> words, int first, int longest)
    {
        var last = first;
        while (last + 1 < words.Count && last - first + 1 < longest && words[last + 1].IsClose && !words[last + 1].IsNumber && words[last + 1].Gap is " " or "." && Continues(words, last))
        {
            last++;
        }

        return last;
    }

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

    /// <summary>No noun follows that the adjective could belong to: «на Московской.», «на Московской не чистят», not «на Московской дороге».</summary>
    public bool PhraseEnds(List<PlaceWord> words, int at) =>
        at + 1 >= words.Count || words[at + 1].Gap != " " || words[at + 1].IsNumber || _vocabulary.Ordinary.Contains(words[at + 1].Key);

    public static string? Adjective(PlaceWord word, Gender gender) =>
        gender != Gender.Feminine && word.Key.EndsWith("ой", StringComparison.Ordinal) ? null : Inflection.AdjectiveNominative(word.Name, gender);


    /// <summary>An adjective made of a place or a name (уинская, октябрьскому): enough without a capital.</summary>
    public static bool IsNamingAdjective(string key) => key.Length > 6 && key.LastIndexOf("ск", StringComparison.Ordinal) is var at and > 2 && Inflection.AdjectiveEndings.Contains(key[(at + 2)..]);

    public static bool IsPluralAdjective(string key) => key.EndsWith("ые", StringComparison.Ordinal) || key.EndsWith("ие", StringComparison.Ordinal) || key.EndsWith("ых", StringComparison.Ordinal) || key.EndsWith("их", StringComparison.Ordinal);

    /// <summary>A surname in the genitive: Плеханова, Яблочкова, Пушкина, Дзержинского.</summary>
    public static bool IsSurnameForm(string key) => key.Length > 5 && NameEndings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));

    public bool LooksLikeName(string key) => !_vocabulary.Ordinary.Contains(key) && (IsSurnameForm(key) || IsNamingAdjective(key) || _knownForms.ContainsKey(key));

    public static bool LooksLikeStreet(string key) => key.Length > 5 && !NotSurnames.Contains(key) && StreetEndings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));

    public static bool IsFirstPart(string key) => FirstParts.Contains(key);

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
}
