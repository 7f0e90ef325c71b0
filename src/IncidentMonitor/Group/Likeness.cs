using System.Collections.Frozen;

namespace IncidentMonitor.Group;

/// <summary>What two texts have in common, in weights of <see cref="IncidentIndex.WeightOf"/>.</summary>
/// <param name="Shared">Share of the common weight in that of both texts (weighted Jaccard), 0 to 1.</param>
/// <param name="Contained">Share of the common weight in that of the shorter text, 0 to 1.</param>
/// <param name="Common">Weight of the common stems: about how many rare words they share.</param>
/// <param name="Subject">The part of <paramref name="Common"/> that tells what happened: neither name nor number nor the kind of place.</param>
/// <param name="Names">Weight of the common stems that one of the texts writes with a capital, without those of whole towns and regions.</param>
/// <param name="Shorter">Weight of the shorter text.</param>
/// <param name="NumbersDiffer">Both have numbers, and none in common.</param>
internal readonly record struct Likeness(double Shared, double Contained, double Common, double Subject, double Names, double Shorter, bool NumbersDiffer)
{
    /// <summary>Kinds of places and of people in them: «в поликлинике нет врача» and «в поликлинике не работает гардероб» share no problem.</summary>
    private static readonly FrozenSet<int> Venues = new[]
    {
        "поликлиник", "больниц", "школ", "садик", "сад", "детск", "детсад", "подъезд", "двор", "дом", "дор", "рынок", "рынк", "парк", "сквер", "автобус", "маршрутк", "магазин", "аптек", "остановк", "улиц", "вокзал",
        "поселок", "поселк", "деревн", "сел", "город", "район", "микрорайон", "проспект", "квартир", "лице", "гимнази", "кладбищ", "ребенок", "ребенк", "дет", "люд", "жител", "сосед", "набережн", "площадк", "автостанц", "строек", "стройк",
        "год", "месяц", "недел", "ден", "утр", "ноч", "час", "сегодн", "вчер", "перв", "втор", "трет",
    }.Select(stem => TextShape.HashOf(stem)).ToFrozenSet();

    /// <param name="oneWeights">Weights of the first text's stems, in their order: the same for every text that it is held against.</param>
    public static Likeness Of(TextShape one, PlaceStems oneAt, ReadOnlySpan<double> oneWeights, TextShape two, PlaceStems twoAt, IncidentIndex index)
    {
        var a = one.Stems;
        var b = two.Stems;
        var (i, j) = (0, 0);
        double first = 0, second = 0, common = 0, subject = 0, names = 0;
        bool hasNumber = false, otherHasNumber = false, sharesNumber = false;
        while (i < a.Length || j < b.Length)
        {
            var stem = j >= b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            var inFirst = i < a.Length && a[i] == stem;
            var inSecond = j < b.Length && b[j] == stem;
            var at = i;
            i += inFirst ? 1 : 0;
            j += inSecond ? 1 : 0;
            if (TextShape.IsName(stem))
            {
                continue;
            }

            var weight = inFirst ? oneWeights[at] : index.WeightOf(stem);
            first += inFirst ? weight : 0;
            second += inSecond ? weight : 0;
            var isNumber = TextShape.IsNumber(stem);
            hasNumber |= isNumber && inFirst;
            otherHasNumber |= isNumber && inSecond;
            if (!inFirst || !inSecond)
            {
                continue;
            }

            common += weight;
            if (isNumber)
            {
                sharesNumber = true;
            }
            else if (IsName(one, two, stem) || oneAt.Has(stem) || twoAt.Has(stem))
            {
                names += oneAt.IsWide(stem) || twoAt.IsWide(stem) ? 0 : weight;
            }
            else
            {
                subject += Venues.Contains(stem) ? weight * 0.2 : weight;
            }
        }

        var union = first + second - common;
        var shorter = Math.Min(first, second);
        return new Likeness(union > 0 ? common / union : 0, shorter > 0 ? common / shorter : 0, common, subject, names, shorter, hasNumber && otherHasNumber && !sharesNumber);
    }

    /// <summary>Both write it with a capital, or one does and the other writes everything small: «Борщевик» at a sentence's start is no name if the other says «борщевик».</summary>
    private static bool IsName(TextShape one, TextShape two, int stem)
    {
        var (first, second) = (one.HasName(stem), two.HasName(stem));
        return first && second || (first && !two.HasNames) || (second && !one.HasNames);
    }
}
