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
/// <param name="vocabulary">Names that are recognised without a marker, and words that never are names.</param>
internal sealed class StreetFinder(PlaceVocabulary vocabulary)
{
    private readonly MarkedStreets _marked = new(new StreetNames(vocabulary));
    private readonly BareStreets _bare = new(new StreetNames(vocabulary));

    /// <summary>All streets of a text, in its order.</summary>
    public List<FoundStreet> Find(List<PlaceWord> words)
    {
        var found = new List<FoundStreet>();
        for (var i = 0; i < words.Count; i++)
        {
            var street = _marked.Find(words, i) ?? _bare.Find(words, i);
            if (street is null)
            {
                continue;
            }

            // «улица Ленина» and «Ленина улица» are met at either word: one is enough.
            if (found.Count > 0 && found[^1].LastWord >= street.FirstWord)
            {
                continue;
            }

            if (Pair(street) is var (one, other))
            {
                found.Add(one);
                street = other;
            }

            found.Add(street);
            i = Math.Max(i, street.LastWord);
        }

        return found;
    }

    /// <summary>«Пушкина-Борчанинова» is a crossing of two streets; «Петра-Дубрава» or «Римского-Корсакова» is one.</summary>
    private static (FoundStreet One, FoundStreet Other)? Pair(FoundStreet street)
    {
        var at = street.Name.IndexOf('-');
        if (at < 4 || at + 4 > street.Name.Length || !char.IsUpper(street.Name[at + 1]) || street.Name.IndexOf('-', at + 1) >= 0
            || !StreetNames.IsSurnameForm(PlaceWord.KeyOf(street.Name[..at])) || !StreetNames.IsSurnameForm(PlaceWord.KeyOf(street.Name[(at + 1)..])) || street.Name.StartsWith("Римск", StringComparison.Ordinal))
        {
            return null;
        }

        return (street with { Name = street.Name[..at], House = null }, street with { Name = street.Name[(at + 1)..] });
    }

    /// <summary>Is the word a marker of streets?</summary>
    public static bool IsMarker(string key) => StreetNames.IsMarker(key);
}
