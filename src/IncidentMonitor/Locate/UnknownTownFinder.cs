using IncidentMonitor.Group;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Locate;

/// <summary>
/// Settlements and quarters that no gazetteer knows, by capital, preposition and case: «г. Заозёрный», «в Закамске», «из Семино», «во Фролах»,
/// «на Крохалевке». A word that might as well be an office, a shop or a person is left alone.
/// </summary>
internal sealed class UnknownTownFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary)
{
    public FoundSettlement? Find(List<PlaceWord> words, int at)
    {
        var word = words[at];
        if (at == 0 || !word.IsCapital || word.Text.Length < 4 || vocabulary.Ordinary.Contains(word.Key) || PlaceShape.IsVerb(word.Key))
        {
            return null;
        }

        var before = words[at - 1];
        if (before.Key is "г" && !before.IsCapital && word.Gap.StartsWith('.') && !PlaceShape.FollowsAbbreviation(words, at - 1))
        {
            return new FoundSettlement(word.Name, null, PlaceLevel.Settlement, at - 1, at, 0.7);
        }

        // What the corpus of complaints often says is a thing, not a place: «в Коляске», «в Квартире».
        if (word.Gap != " " || PlaceShape.IsShouted(words, at) || !word.Key.All(letter => letter is (>= 'а' and <= 'я') or '-')
            || StemWeights.ShareOf(TextShape.HashOf(word.Key.AsSpan(0, Stemmer.StemLength(word.Key)))) > 0.0005)
        {
            return null;
        }

        // «в подмосковном Климовске», «в Климовске».
        var isLed = before.Key is "в" or "во" or "из" || (at > 1 && words[at - 2].Key is "в" or "во" or "из" && before.Gap == " " && before.Key.Length > 6 && PlaceShape.IsAdjective(before.Key) && word.Key.EndsWith("ске", StringComparison.Ordinal));
        if (isLed && EndingOfTowns(word) is { } sure)
        {
            return new FoundSettlement(sure, null, PlaceLevel.Settlement, at, at, 0.6);
        }

        return IsPlaceLike(words, at) && Nominative(word, before.Key) is { } name ? new FoundSettlement(name, null, PlaceLevel.Settlement, at, at, 0.5) : null;
    }

    /// <summary>«в Закамске» → Закамск, «в Семино» → Семино: endings that only towns and villages have behind «в» and «из».</summary>
    private static string? EndingOfTowns(PlaceWord word)
    {
        if (word.Key.Length < 6)
        {
            return null;
        }

        return word.Key.EndsWith("ске", StringComparison.Ordinal) || word.Key.EndsWith("граде", StringComparison.Ordinal) ? word.Name[..^1]
            : word.Key.EndsWith("ово", StringComparison.Ordinal) || word.Key.EndsWith("ево", StringComparison.Ordinal) || word.Key.EndsWith("ино", StringComparison.Ordinal) || word.Key.EndsWith("вка", StringComparison.Ordinal) ? word.Name
            : word.Key.EndsWith("овке", StringComparison.Ordinal) || word.Key.EndsWith("евке", StringComparison.Ordinal) || (word.Key.EndsWith("овку", StringComparison.Ordinal) && word.Key is not "парковку") ? word.Name[..^1] + "а"
            : null;
    }

    /// <summary>No office, no shop, no country; nothing behind that it could belong to («в Ресурсном центре», «в Нижней Курье» is another finder's).</summary>
    private bool IsPlaceLike(List<PlaceWord> words, int at)
    {
        var word = words[at];
        for (var length = Math.Min(word.Key.Length, 20); length >= 2; length--)
        {
            if (vocabulary.NotPlaces.Contains(word.Key[..length]))
            {
                return length < 4 && word.Key.Length > length + 2;
            }
        }

        if (PlaceShape.IsAdjective(word.Key) || gazetteer.FindRepublic(word.Key) is not null || StreetFinder.IsMarker(word.Key))
        {
            return false;
        }

        // A capital behind it makes it a title or a person: «в Доме Деревни», «на Марию Петрову».
        return at + 1 >= words.Count || words[at + 1].Gap != " " || !words[at + 1].IsCapital || words[at + 1].Text.Length < 5 && words[at + 1].Text.All(char.IsUpper);
    }

    /// <summary>The nominative that preposition and ending allow; null where they fit no settlement.</summary>
    private static string? Nominative(PlaceWord word, string preposition)
    {
        var (key, name) = (word.Key, word.Name);
        if (key.Length < 4)
        {
            return null;
        }

        switch (preposition)
        {
            case "в" or "во" when key.EndsWith("ах", StringComparison.Ordinal):
                return name[..^2] + (key[^3] is 'к' or 'г' or 'х' or 'ж' or 'ш' or 'ч' or 'щ' ? "и" : "ы");
            case "в" or "во" when key.EndsWith("ях", StringComparison.Ordinal):
                return name[..^2] + "и";
            case "в" or "во" when key.EndsWith("ье", StringComparison.Ordinal):
                return name;
            case "жители" or "жителей" or "жителям" or "житель" or "жительница" when key.Length > 4 && key[^1] is 'и' or 'ы' && !key.EndsWith("ии", StringComparison.Ordinal):
                return name[..^1] + "а";
            case "в" or "во" when key.EndsWith("озере", StringComparison.Ordinal):
                return name[..^1] + "о";
            case "в" or "во" when key.EndsWith("ове", StringComparison.Ordinal) || key.EndsWith("еве", StringComparison.Ordinal) || key.EndsWith("ине", StringComparison.Ordinal):
                return name[..^1] + "о";
            case "в" or "во" when key[^1] == 'е' && !key.EndsWith("ие", StringComparison.Ordinal) && !key.EndsWith("ое", StringComparison.Ordinal) && !key.EndsWith("ее", StringComparison.Ordinal) && !key.EndsWith("ые", StringComparison.Ordinal):
                return name[..^1] + (IsFeminine(key) ? "а" : "");
            case "из" when key.EndsWith("озера", StringComparison.Ordinal):
                return name[..^1] + "о";
            case "на" when key.Length > 5 && (key.EndsWith("ке", StringComparison.Ordinal) || key.EndsWith("хе", StringComparison.Ordinal) || key.EndsWith("ве", StringComparison.Ordinal)) && IsFeminine(key):
                return name[..^1] + "а";
            default:
                return null;
        }
    }

    /// <summary>Нюхче, Сылве, Полазне: two consonants or a hushing one before the ending are mostly a feminine's; Вокнаволоке, Суксуне a masculine's.</summary>
    private static bool IsFeminine(string key) => "жшчщ".Contains(key[^2]) || key.EndsWith("ихе", StringComparison.Ordinal) || (!"аеиоуыэюя".Contains(key[^3]) && key[^3] is not ('ь' or 'й' or 'н' or 'р')) || (key[^3] is 'й' or 'ь') || (key.EndsWith("ке", StringComparison.Ordinal) && key[^3] is 'н' or 'р');
}
