using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>Finds villages by the word that announces them: «в деревне Старая Слобода», «п. Яйва», «с.Отево»; no gazetteer need know them.</summary>
internal sealed class VillageFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary, string? homeRegion)
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

    /// <summary>The village announced at this word; null if none is.</summary>
    public FoundSettlement? Find(List<PlaceWord> words, int at, bool[] taken)
    {
        var isShort = words[at].Key is "д" or "с" or "п" or "х" or "пос" or "дер";
        if (!Markers.TryGetValue(words[at].Key, out var marker) && !isShort)
        {
            return null;
        }

        var first = at + 1;
        if (first >= words.Count || taken[first] || words[first].IsNumber || words[first].Text.Length < 3 || words[first].Text.All(char.IsUpper) && words[first].Text.Length < 4 || vocabulary.Ordinary.Contains(words[first].Key) || StreetFinder.IsMarker(words[first].Key)
            || PlaceShape.IsVerb(words[first].Key) || Markers.ContainsKey(words[first].Key))
        {
            return null;
        }

        // «д. Вильва», «с.Отево» need their point, a small letter and a capital behind; «и т.д. Правомерно», «5 п. Решите» and «Д. Петров» are none.
        if (isShort && (!words[first].Gap.StartsWith('.') || !words[first].IsCapital || words[at].IsCapital || PlaceShape.FollowsAbbreviation(words, at)))
        {
            return null;
        }

        if (!isShort && words[first].Gap is not (" " or "«" or "\"" or "." or "" or ".«"))
        {
            return null;
        }

        // «посёлок. Мы ждём» is the end of a sentence; «пгт. Яйва» is not.
        if (!isShort && words[first].Gap.StartsWith('.') && words[at].Key.Length > 3)
        {
            return null;
        }

        var isAdjective = PlaceShape.IsAdjective(words[first].Key);
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
        var known = gazetteer.Choose(last > first ? $"{words[first].Key} {words[last].Key}" : words[first].Key, homeRegion);
        var name = known?.Name ?? (last > first
            ? $"{(isNominative ? words[first].Name : Inflection.AdjectiveNominative(words[first].Name, NounGender(words[last].Key, gender)) ?? words[first].Name)} {(isNominative ? words[last].Name : NounNominative(words[last].Name))}"
            : Inflection.SettlementNominative(words[first].Name, gender, isNominative));
        return new FoundSettlement(PlaceWord.Capitalise(name), known, PlaceLevel.Settlement, at, last, words[first].IsCapital ? 0.9 : 0.7);
    }

    private bool Gazetteered(List<PlaceWord> words, int at) =>
        gazetteer.StartsLongName(words[at].Key) && gazetteer.Find($"{words[at].Key} {words[at + 1].Key}").Length > 0;

    private static Gender NounGender(string noun, Gender otherwise) => noun[^1] switch
    {
        'а' or 'я' or 'е' or 'ы' or 'и' or 'у' => Gender.Feminine,
        'о' => Gender.Neuter,
        _ => otherwise,
    };

    /// <summary>в Старой Слободе → Слобода: the noun after an adjective, undone where its ending allows.</summary>
    private static string NounNominative(string noun) => PlaceWord.KeyOf(noun) switch
    {
        var key when key.EndsWith("рье", StringComparison.Ordinal) => noun[..^1] + "я",
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
