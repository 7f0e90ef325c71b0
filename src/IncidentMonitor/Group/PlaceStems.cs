using IncidentMonitor.Model;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Group;

/// <summary>The stems of a place's words: shared, they say where, not what.</summary>
/// <param name="All">Of all its parts, sorted.</param>
/// <param name="Wide">Of region, municipality and of a town that the gazetteer knows: too wide to make two problems one. Sorted.</param>
internal sealed record PlaceStems(int[] All, int[] Wide)
{
    private static readonly PlaceStems None = new([], []);

    public static PlaceStems Of(Place place)
    {
        if (place.Street is null && place.Settlement is null && place.Object is null && place.Municipality is null && place.Region is null)
        {
            return None;
        }

        var wide = new List<int>();
        Add(place.Region, wide);
        Add(place.Municipality, wide);
        Add(place.Lat is null ? null : place.Settlement, wide);
        var all = new List<int>(wide);
        Add(place.Settlement, all);
        Add(place.Street, all);
        Add(place.Object, all);
        wide.Sort();
        all.Sort();
        return new PlaceStems([.. all], [.. wide]);
    }

    public bool Has(int stem) => Array.BinarySearch(All, stem) >= 0;

    public bool IsWide(int stem) => Array.BinarySearch(Wide, stem) >= 0;

    /// <summary>Does a text use every word of a street or settlement?</summary>
    public static bool Names(TextShape text, string part)
    {
        var stems = new List<int>();
        Add(part, stems);
        return stems.Count > 0 && stems.TrueForAll(text.Contains);
    }

    private static void Add(string? part, List<int> stems)
    {
        if (part is null)
        {
            return;
        }

        Span<char> folded = stackalloc char[48];
        var start = 0;
        for (var i = 0; i <= part.Length; i++)
        {
            if (i < part.Length && (char.IsLetterOrDigit(part[i]) || part[i] == '-'))
            {
                continue;
            }

            var length = Math.Min(i - start, folded.Length);
            if (length > 2)
            {
                for (var k = 0; k < length; k++)
                {
                    folded[k] = Letters.Fold(part[start + k]);
                }

                var stem = folded[..Stemmer.StemLength(folded[..length])];
                if (stem is not ("улиц" or "проспект" or "переулок" or "микрорайон" or "район" or "област" or "округ"))
                {
                    stems.Add(TextShape.HashOf(stem));
                }
            }

            start = i + 1;
        }
    }
}
