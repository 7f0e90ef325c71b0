using System.Collections.Frozen;

namespace IncidentMonitor.Locate;

/// <summary>The words that announce a street (ул., проспект …) in all their spellings.</summary>
internal static class StreetMarkers
{
    /// <summary>Every spelling of a marker with its kind.</summary>
    public static readonly FrozenDictionary<string, (string Kind, Gender Gender)> All = Spell(
        ("улица", Gender.Feminine, "ул улица улиц улицах улицами улицы улице улицу улицей"),
        ("проспект", Gender.Masculine, "пр-т пр-кт пр-ту пр-те просп пр проспект проспекта проспекту проспектом проспекте"),
        ("переулок", Gender.Masculine, "пер переулок переулка переулку переулком переулке"),
        ("бульвар", Gender.Masculine, "б-р бульв бульвар бульвара бульвару бульваром бульваре"),
        ("шоссе", Gender.Neuter, "шоссе"),
        ("тракт", Gender.Masculine, "тракт тракта тракту тракте"),
        ("площадь", Gender.Feminine, "пл площадь площади площадью"),
        ("набережная", Gender.Feminine, "наб набережная набережной набережную"),
        ("проезд", Gender.Masculine, "пр-д проезд проезда проезду проезде"),
        ("тупик", Gender.Masculine, "тупик тупика тупике"),
        ("аллея", Gender.Feminine, "аллея аллеи аллее аллею"),
        ("микрорайон", Gender.Masculine, "мкр мкрн мкр-н м-н мкр-не микрорайон микрорайона микрорайону микрорайоне"),
        ("квартал", Gender.Masculine, "кв-л квартал квартала квартале"));

    private static FrozenDictionary<string, (string Kind, Gender Gender)> Spell(params (string Kind, Gender Gender, string Spellings)[] kinds) => kinds
        .SelectMany(kind => kind.Spellings.Split(' ').Distinct().Select(spelling => (spelling, kind.Kind, kind.Gender)))
        .DistinctBy(entry => entry.spelling)
        .ToFrozenDictionary(entry => entry.spelling, entry => (entry.Kind, entry.Gender), StringComparer.Ordinal);
}
