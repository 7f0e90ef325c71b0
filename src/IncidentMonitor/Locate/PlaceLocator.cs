using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Locate;

/// <summary>
/// Finds the place that a Russian text names: region, municipality, settlement, street, house, object. What the text leaves open is taken from
/// the feed's home. A name is never made up: its letters stand in the text, but for the ending of the case.
/// </summary>
public sealed class PlaceLocator
{
    private readonly StreetFinder _streets;
    private readonly SettlementFinder _settlements;
    private readonly string? _region;

    private PlaceLocator(Gazetteer gazetteer, PlaceVocabulary vocabulary, string? region)
    {
        _streets = new StreetFinder(vocabulary);
        _region = region;
        _settlements = new SettlementFinder(gazetteer, vocabulary, region);
    }

    /// <param name="placesFolder"><c>config/places</c>.</param>
    /// <param name="region">The centre's region; decides between towns of one name. Null: none is preferred.</param>
    /// <exception cref="UserError">A file is missing or wrong; it is named.</exception>
    public static PlaceLocator Load(string placesFolder, string? region) =>
        new(Gazetteer.Load(placesFolder), PlaceVocabulary.Load(placesFolder), region);

    /// <summary>The place of a post: what it says, else what the post that it answers says, else its feed's home.</summary>
    public Place Locate(Post post)
    {
        var said = Locate(post.Text.Original);
        if (said.Place.Street is null && said.Place.Settlement is null && post.Raw.Context is { } context && Locate(context) is { Place.Confidence: > 0 } answered)
        {
            return WithHome(answered.Place with { Object = said.Place.Object ?? answered.Place.Object, Reason = "Место названо в записи, на которую отвечают" }, post);
        }

        return WithHome(said.Place, post);
    }

    /// <summary>What a text alone says of its place.</summary>
    public LocatedText Locate(string text)
    {
        var words = PlaceWord.Split(text);
        var streets = _streets.Find(words);
        var taken = new bool[words.Count];
        foreach (var found in streets)
        {
            for (var i = found.FirstWord; i <= found.LastWord; i++)
            {
                taken[i] = true;
            }
        }

        var settlements = _settlements.Find(words, taken);
        var settlement = settlements.Where(candidate => candidate.Level == PlaceLevel.Settlement).MaxBy(candidate => candidate.Certainty);
        var region = settlements.FirstOrDefault(found => found.Level == PlaceLevel.Region);
        var municipality = settlements.FirstOrDefault(found => found.Level == PlaceLevel.Municipality);
        var street = streets.Count > 0 ? streets.MaxBy(found => found.Certainty + (found.House is null ? 0 : 0.2)) : null;
        var institution = ObjectFinder.Find(words);
        var certainty = new[] { settlement?.Certainty ?? 0, street?.Certainty ?? 0, municipality?.Certainty ?? 0, region is null ? 0 : 0.5, institution is null ? 0 : 0.6 }.Max();
        var span = Span(words, settlement, street, municipality ?? region, institution);
        var others = streets.Where(found => found != street).Select(found => found.Title)
            .Concat(settlements.Where(found => found != settlement && found != region && found != municipality).Select(found => found.Name))
            .Distinct(StringComparer.Ordinal).Where(name => name != street?.Title && name != settlement?.Name).ToList();
        return new LocatedText(
            new Place
            {
                Region = region?.Name ?? settlement?.Known?.RegionTitle,
                Municipality = municipality?.Name ?? settlement?.Known?.Municipality,
                Settlement = settlement?.Name,
                Street = street?.Title,
                House = street?.House,
                Object = institution?.Title,
                Lat = settlement?.Known?.Lat,
                Lon = settlement?.Known?.Lon,
                Confidence = certainty,
                Reason = span is { } named ? $"Место по словам «{text[named.Start..named.End].ReplaceLineEndings(" ")}»" : "Места в тексте нет",
            },
            span is { } s ? text[s.Start..s.End] : null,
            others);
    }

    private Place WithHome(Place said, Post post)
    {
        // A town of another region than the feed's is where it says; its home says nothing of it then.
        if (said.Region is { } region && _region is { } own && region != own)
        {
            return said;
        }

        if (said.Municipality is not null)
        {
            return said with { Region = said.Region ?? _region };
        }

        return post.Home is { } home
            ? said with
            {
                Region = said.Region ?? _region,
                Municipality = home,
                Confidence = Math.Max(said.Confidence, 0.5),
                Reason = said.Confidence > 0 ? $"{said.Reason}, территория источника «{post.FeedName}»" : $"Место — территория источника «{post.FeedName}»: {home}",
            }
            : said with { Region = said.Region ?? _region, Reason = said.Confidence > 0 ? said.Reason : "Место не определено: в тексте его нет, у источника нет своей территории" };
    }

    private static (int Start, int End)? Span(List<PlaceWord> words, FoundSettlement? settlement, FoundStreet? street, FoundSettlement? other, (string Title, int FirstWord, int LastWord)? institution)
    {
        var (first, last) = (street, settlement, other, institution) switch
        {
            ({ } s, { } p, _, _) when Math.Abs(s.FirstWord - p.LastWord) <= 3 => (Math.Min(s.FirstWord, p.FirstWord), Math.Max(s.LastWord, p.LastWord)),
            ({ } s, _, _, _) => (s.FirstWord, s.LastWord),
            (_, { } p, _, _) => (p.FirstWord, p.LastWord),
            (_, _, { } o, _) => (o.FirstWord, o.LastWord),
            (_, _, _, { } i) => (i.FirstWord, i.LastWord),
            _ => (-1, -1),
        };
        return first < 0 ? null : (words[first].Start, words[last].End);
    }
}

/// <summary>What a text alone says of its place.</summary>
/// <param name="Span">The words that it came from.</param>
/// <param name="Others">Further places that the text names.</param>
public sealed record LocatedText(Place Place, string? Span, IReadOnlyList<string> Others);
