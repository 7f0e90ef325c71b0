using System.Collections.Frozen;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Locate;

/// <summary>The word lists of <c>config/places</c> that tell names from ordinary words. Keys are lower case with ё→е.</summary>
/// <param name="Ordinary">Words that name nothing when they follow «улица», «в деревне» and the like.</param>
/// <param name="GivenNames">Given names in the genitive, as streets carry them (Карла, Розы).</param>
/// <param name="AmbiguousTowns">Towns whose name is also a word, a surname or a given name: a capital alone doesn't make them towns.</param>
/// <param name="Streets">The commonest streets, as people say them.</param>
/// <param name="NotPlaces">Beginnings of words that have a capital behind «в» and «из» and are no settlements.</param>
internal sealed record PlaceVocabulary(
    FrozenSet<string> Ordinary, FrozenSet<string> GivenNames, FrozenSet<string> AmbiguousTowns, IReadOnlyList<string> Streets, FrozenSet<string> NotPlaces)
{
    /// <exception cref="UserError">A list is missing; it is named.</exception>
    public static PlaceVocabulary Load(string placesFolder) => new(
        Keys(placesFolder, "ordinary.txt"),
        Keys(placesFolder, "given-names.txt"),
        Keys(placesFolder, "ambiguous-towns.txt"),
        Words(placesFolder, "streets.txt"),
        Keys(placesFolder, "not-places.txt"));

    private static FrozenSet<string> Keys(string folder, string file) =>
        Words(folder, file).SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(PlaceWord.KeyOf).ToFrozenSet(StringComparer.Ordinal);

    private static List<string> Words(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            return File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read ({error.Message}).", 2);
        }
    }
}
