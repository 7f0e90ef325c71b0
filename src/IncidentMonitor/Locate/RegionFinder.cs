namespace IncidentMonitor.Locate;

/// <summary>Finds regions («в Пермском крае», «в Татарстане») and districts («Ковровского района», «Лысьвенский городской округ»).</summary>
internal sealed class RegionFinder(Gazetteer gazetteer, PlaceVocabulary vocabulary)
{
    public FoundSettlement? Region(List<PlaceWord> words, int at)
    {
        // Пермский край, Пермского края, в Татарстане; Ленобласть is left to towns.
        if (at + 1 < words.Count && words[at + 1].Gap == " " && words[at + 1].Key is "край" or "края" or "краю" or "крае" or "краем" or "область" or "области" or "областью" or "обл"
            && Inflection.AdjectiveNominative(words[at].Text, words[at + 1].Key.StartsWith("кра", StringComparison.Ordinal) ? Gender.Masculine : Gender.Feminine) is { } adjective
            && gazetteer.Regions.TryGetValue(PlaceWord.KeyOf(adjective), out var title))
        {
            return new FoundSettlement(title, null, PlaceLevel.Region, at, at + 1, 0.95);
        }

        return words[at].IsCapital && gazetteer.FindRepublic(words[at].Key) is { } republic ? new FoundSettlement(republic, null, PlaceLevel.Region, at, at, 0.8) : null;
    }

    public FoundSettlement? District(List<PlaceWord> words, int at)
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

        // In lower case only what is made of a name: «кировский район», not «дальний район».
        if (!isDistrict || !(words[at].IsCapital || words[at].Key.Contains("ск", StringComparison.Ordinal)) || Inflection.AdjectiveNominative(words[at].Name, Gender.Masculine) is not { } name
            || vocabulary.Ordinary.Contains(PlaceWord.KeyOf(name)))
        {
            return null;
        }

        return new FoundSettlement($"{PlaceWord.Capitalise(name)} {kind}", null, PlaceLevel.Municipality, at, last, 0.9);
    }
}
