using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>What the shape of a word tells of it, for all finders of settlements.</summary>
internal static class PlaceShape
{
    private static readonly FrozenSet<string> TownMarkers = new[] { "г", "гор", "город", "города", "городе", "городу", "городом" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>«город», «г.» in any case.</summary>
    public static bool IsTownMarker(string key) => TownMarkers.Contains(key);

    /// <summary>A number («2022 г.», «5 п.») or another abbreviation («т.д.») stands right before.</summary>
    public static bool FollowsAbbreviation(List<PlaceWord> words, int at) =>
        at > 0 && (words[at - 1].IsNumber && words[at].Gap is " " or "" || words[at].Gap.StartsWith('.') && words[at - 1].Text.Length == 1 || words[at - 1].Key is "т" or "и" && words[at].Gap is " " or "");

    public static bool IsVerb(string key) => key.EndsWith("ите", StringComparison.Ordinal) || key.EndsWith("йте", StringComparison.Ordinal) || key.EndsWith("ать", StringComparison.Ordinal)
        || key.EndsWith("ить", StringComparison.Ordinal) || key.EndsWith("ете", StringComparison.Ordinal) || key.EndsWith("ться", StringComparison.Ordinal) || key.EndsWith("ется", StringComparison.Ordinal);


    public static bool IsAdjective(string key) => Inflection.AdjectiveNominative(key, Gender.Feminine) is not null
        || Inflection.AdjectiveNominative(key, Gender.Masculine) is not null || Inflection.AdjectiveNominative(key, Gender.Neuter) is not null || key.EndsWith("ые", StringComparison.Ordinal) || key.EndsWith("ие", StringComparison.Ordinal);

    /// <summary>All capitals, like the words around it.</summary>
    public static bool IsShouted(List<PlaceWord> words, int at) => IsUpper(words[at])
        && ((at > 0 && IsUpper(words[at - 1])) || (at + 1 < words.Count && IsUpper(words[at + 1])));

    private static bool IsUpper(PlaceWord word) => word.Text.Length > 3 && word.Text.All(char.IsUpper);
}
