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

/// <summary>Finds towns by name in any case, villages by the word that announces them or by their ending, districts, regions, and towns by their adjective.</summary>
internal sealed class SettlementFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary, string? homeRegion)
{
    private readonly RegionFinder _regions = new(gazetteer, vocabulary);
    private readonly VillageFinder _villages = new(gazetteer, vocabulary, homeRegion);
    private readonly TownFinder _towns = new(gazetteer, vocabulary, homeRegion);
    private readonly UnknownTownFinder _unknown = new(gazetteer, vocabulary);

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

            var place = _regions.Region(words, i) ?? _regions.District(words, i) ?? _villages.Find(words, i, taken) ?? _towns.ByName(words, i, taken)
                ?? _unknown.Find(words, i) ?? _towns.ByAdjective(words, i);
            if (place is null)
            {
                continue;
            }

            found.Add(place);
            i = place.LastWord;
        }

        return found;
    }
}
