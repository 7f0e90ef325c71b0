using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Locate;

/// <summary>A town or other settlement that is known by name.</summary>
/// <param name="Region">Without the kind: «Пермский»; see <see cref="RegionTitle"/>.</param>
/// <param name="RegionTitle">As it stands on letters: «Пермский край».</param>
/// <param name="Population">0 where unknown.</param>
internal sealed record Settlement(string Name, string Region, string RegionTitle, string? Municipality, double? Lat, double? Lon, int Population);

/// <summary>
/// Known settlements in all their grammatical forms: Russia's towns of <c>config/places/hflabs-russia</c> and, if there, the region's own
/// <c>config/places/local.csv</c> (columns name, region, municipality, lat, lon, population; only name and region are needed).
/// </summary>
internal sealed class Gazetteer
{
    private readonly FrozenDictionary<string, Settlement[]> _byForm;
    private readonly FrozenDictionary<string, Settlement[]> _byAdjective;

    private readonly FrozenSet<string> _firstWords;
    private readonly FrozenDictionary<string, string> _republics;

    private Gazetteer(List<Settlement> settlements, IReadOnlyDictionary<string, string> regions)
    {
        _byForm = Index(settlements, settlement => Inflection.Forms(settlement.Name));
        _byAdjective = Index(settlements, settlement => Inflection.AdjectiveStem(settlement.Name) is { } stem ? [stem] : []);
        Regions = regions;
        _firstWords = _byForm.Keys.Where(form => form.Contains(' ')).Select(form => form[..form.IndexOf(' ')]).ToFrozenSet(StringComparer.Ordinal);
        _republics = regions.Values.Where(title => title.StartsWith("Республика ", StringComparison.Ordinal) && !title[11..].Contains(' '))
            .SelectMany(title => Inflection.Forms(title[11..]).Select(form => (form, title))).DistinctBy(pair => pair.form).ToFrozenDictionary(pair => pair.form, pair => pair.title, StringComparer.Ordinal);
        LongestName = _byForm.Keys.Max(form => form.Count(c => c == ' ') + 1);
    }

    /// <summary>Region titles by key.</summary>
    public IReadOnlyDictionary<string, string> Regions { get; }

    /// <summary>Words in the longest name.</summary>
    public int LongestName { get; }

    /// <summary>Does a name of several words begin with this one?</summary>
    public bool StartsLongName(string word) => _firstWords.Contains(word);

    /// <summary>The title of the republic that a word names in any case (в Татарстане); null if none.</summary>
    public string? FindRepublic(string word) => _republics.GetValueOrDefault(word);

    /// <summary>Settlements that a form may name.</summary>
    public ReadOnlySpan<Settlement> Find(string form) => _byForm.TryGetValue(form, out var found) ? found : [];

    /// <summary>The settlement that a form most likely names: the one in the home region, else the largest; null if it names none.</summary>
    public Settlement? Choose(string form, string? homeRegion) => Find(form) is { Length: > 0 } candidates ? Choose(candidates, homeRegion) : null;

    /// <summary>The one in the home region, else the largest.</summary>
    public static Settlement Choose(ReadOnlySpan<Settlement> candidates, string? homeRegion)
    {
        var best = candidates[0];
        foreach (var candidate in candidates)
        {
            var (isHome, bestIsHome) = (candidate.RegionTitle == homeRegion, best.RegionTitle == homeRegion);
            if (isHome && !bestIsHome || isHome == bestIsHome && candidate.Population > best.Population)
            {
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Settlements whose adjective a word may be (ковровские).</summary>
    public ReadOnlySpan<Settlement> FindAdjective(string word)
    {
        var at = word.LastIndexOf("ск", StringComparison.Ordinal);
        return at > 2 && Inflection.AdjectiveEndings.Contains(word[(at + 2)..]) && _byAdjective.TryGetValue(word[..(at + 2)], out var found) ? found : [];
    }

    /// <exception cref="UserError">A file is missing or a row is wrong; it is named.</exception>
    public static Gazetteer Load(string placesFolder)
    {
        var towns = Path.Combine(placesFolder, "hflabs-russia", "city.csv");
        var regionFile = Path.Combine(placesFolder, "hflabs-russia", "region.csv");
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows(regionFile, "name", "type"))
        {
            regions[PlaceWord.KeyOf(row["name"])] = Title(row["name"], row["type"]);
        }

        var settlements = new List<Settlement>();
        foreach (var row in Rows(towns, "city", "region", "region_type", "area", "area_type", "geo_lat", "geo_lon", "population"))
        {
            var name = row["city"].Length > 0 ? row["city"] : row["region"];
            var area = row["area"].Length == 0 ? null : row["area_type"] switch { "р-н" => $"{row["area"]} район", "у" => $"{row["area"]} улус", _ => row["area"] };
            settlements.Add(new Settlement(name, row["region"], Title(row["region"], row["region_type"]), area, Number(row["geo_lat"]), Number(row["geo_lon"]), (int)(Number(row["population"]) ?? 0)));
        }

        var local = Path.Combine(placesFolder, "local.csv");
        if (File.Exists(local))
        {
            foreach (var row in Rows(local, "name", "region"))
            {
                settlements.Add(new Settlement(row["name"], row["region"], regions.GetValueOrDefault(PlaceWord.KeyOf(row["region"]), row["region"]),
                    Cell(row, "municipality") is { Length: > 0 } municipality ? municipality : null, Number(Cell(row, "lat")), Number(Cell(row, "lon")), (int)(Number(Cell(row, "population")) ?? 0)));
            }
        }

        return new Gazetteer(settlements, regions);
    }

    private static FrozenDictionary<string, Settlement[]> Index(List<Settlement> settlements, Func<Settlement, IEnumerable<string>> forms)
    {
        var index = new Dictionary<string, List<Settlement>>(StringComparer.Ordinal);
        foreach (var settlement in settlements)
        {
            foreach (var form in forms(settlement).Distinct())
            {
                (index.TryGetValue(form, out var list) ? list : index[form] = []).Add(settlement);
            }
        }

        return index.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    private static string Title(string name, string type) => type switch
    {
        "Респ" => $"Республика {name}",
        "обл" => $"{name} область",
        "край" => $"{name} край",
        "АО" => $"{name} автономный округ",
        "Аобл" => $"{name} автономная область",
        _ => name,
    };

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Cell(Dictionary<string, string> row, string name) => row.GetValueOrDefault(name, "");

    private static IEnumerable<Dictionary<string, string>> Rows(string path, params string[] needed)
    {
        using var reader = OpenText(path);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        csv.Read();
        csv.ReadHeader();
        var header = csv.HeaderRecord ?? [];
        if (needed.FirstOrDefault(name => !header.Contains(name)) is { } missing)
        {
            throw new UserError($"{path}: the column \"{missing}\" is missing. Needed: {string.Join(", ", needed)}.", 2);
        }

        while (csv.Read())
        {
            yield return header.ToDictionary(name => name, name => csv.GetField(name)?.Trim() ?? "", StringComparer.Ordinal);
        }
    }

    private static StreamReader OpenText(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read ({error.Message}).", 2);
        }
    }
}
