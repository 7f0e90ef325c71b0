using IncidentMonitor.Locate;
using IncidentMonitor.Model;

namespace IncidentMonitor.Group;

/// <summary>How two places stand to each other.</summary>
internal enum PlaceAgreement
{
    /// <summary>They cannot be the same.</summary>
    Conflict,

    /// <summary>One of them says too little.</summary>
    Unknown,

    /// <summary>The same settlement, and nothing closer in both.</summary>
    SameSettlement,

    /// <summary>The same street or institution.</summary>
    SamePlace,

    /// <summary>The same house.</summary>
    SameHouse,
}

/// <summary>Compares places part by part.</summary>
internal static class Places
{
    /// <summary>A place that the other text names too, beside its own, is no conflict: a letter may list five streets.</summary>
    /// <param name="houseMatters">An outage takes the whole street: then it doesn't.</param>
    public static PlaceAgreement Compare(Place one, TextShape oneText, Place two, TextShape twoText, bool houseMatters = true)
    {
        if (Differ(one.Municipality, two.Municipality) || Differ(one.Object, two.Object)
            || (Differ(one.Settlement, two.Settlement) && !PlaceStems.Names(oneText, two.Settlement!) && !PlaceStems.Names(twoText, one.Settlement!)))
        {
            return PlaceAgreement.Conflict;
        }

        if (one.Street is { } a && two.Street is { } b)
        {
            if (IncidentIndex.StreetKey(a) != IncidentIndex.StreetKey(b))
            {
                return PlaceStems.Names(oneText, b) || PlaceStems.Names(twoText, a) ? PlaceAgreement.SamePlace : PlaceAgreement.Conflict;
            }

            return Differ(one.House, two.House) ? houseMatters ? PlaceAgreement.Conflict : PlaceAgreement.SamePlace
                : one.House is not null && two.House is not null ? PlaceAgreement.SameHouse
                : PlaceAgreement.SamePlace;
        }

        return one.Object is not null && two.Object is not null ? PlaceAgreement.SamePlace
            : one.Settlement is not null && two.Settlement is not null ? PlaceAgreement.SameSettlement
            : PlaceAgreement.Unknown;
    }

    /// <summary>For an operator: the parts that a place has.</summary>
    public static string Describe(Place place) => string.Join(", ", new[] { place.Settlement, place.Street, place.House, place.Object }.Where(part => part is not null));

    private static bool Differ(string? one, string? two) => one is not null && two is not null && PlaceWord.KeyOf(one) != PlaceWord.KeyOf(two);
}
