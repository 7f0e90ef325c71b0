using IncidentMonitor.Locate;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Group;

/// <summary>
/// One incident for one problem: copies, reposts, and different people on the same problem at the same place and time join; the same place with
/// another problem, or the same problem elsewhere, does not. Every decision has a named reason.
/// </summary>
internal sealed class Grouping(IncidentIndex index)
{
    /// <summary>Shares of common stems from which two texts are copies (of any topic), near-copies and alike.</summary>
    private const double Copy = 0.8;
    private const double NearCopy = 0.6;
    private const double Alike = 0.35;

    /// <summary>Texts of fewer stems are alike by chance.</summary>
    private const int LeastStems = 4;

    /// <summary>An outage that comes back after three days is another one; most other troubles stay for weeks.</summary>
    private static readonly TimeSpan OutageLookBack = TimeSpan.FromDays(3);
    private static readonly TimeSpan LooseLookBack = TimeSpan.FromDays(3);

    /// <summary>Groups of the official classifier whose troubles are outages.</summary>
    private static readonly HashSet<string> OutageGroups = new(StringComparer.OrdinalIgnoreCase) { "Жкх", "Энергетика", "Связь и телевидение" };

    public GroupedPost Group(PlacedPost placed, StoreUnit unit)
    {
        var post = placed.Post;
        if (post.Raw.RepostOf is { } origin && unit.FindIncidentByUrl(origin) is { } original)
        {
            return new GroupedPost(placed, original, $"Репост записи {origin}");
        }

        if (post.Raw.ThreadId is { } thread && unit.FindIncidentOf(StableId.ForPost(post.Raw.Source, post.Raw.OwnerId, thread), placed.Label.Topic) is { } answered)
        {
            return new GroupedPost(placed, answered, "Комментарий на ту же тему под записью инцидента");
        }

        var shape = placed.Shape;
        IndexedPost? similar = null;
        foreach (var other in index.Alike(shape, post.PublishedAt))
        {
            if (!IsWithin(placed, other))
            {
                continue;
            }

            var similarity = shape.Count >= LeastStems ? shape.Similarity(other.Shape) : 0;
            var sameTopic = other.Topic == placed.Label.Topic;
            if (Agree(placed.Place, other.Place) is var agreement && agreement == Agreement.Conflict)
            {
                continue;
            }

            if (similarity >= Copy || (similarity >= NearCopy && sameTopic))
            {
                return new GroupedPost(placed, other.IncidentId, similarity >= Copy ? $"Почти тот же текст (общих слов {similarity:P0})" : $"Близкий текст на ту же тему (общих слов {similarity:P0})");
            }

            if (similarity >= Alike && sameTopic)
            {
                if (agreement == Agreement.SamePlace && IsNear(placed, other))
                {
                    return new GroupedPost(placed, other.IncidentId, $"Та же тема и место, похожий текст (общих слов {similarity:P0})");
                }

                similar ??= other;
            }
        }

        foreach (var other in index.SamePlace(placed.Label.Topic, placed.Place, post.PublishedAt))
        {
            if (IsWithin(placed, other) && Agree(placed.Place, other.Place) == Agreement.SamePlace && SameHouse(placed, other))
            {
                return new GroupedPost(placed, other.IncidentId, $"Та же тема в том же месте: {Describe(other.Place)}");
            }

            similar ??= other;
        }

        return new GroupedPost(placed, null, similar is null ? "Похожих сообщений нет: новый инцидент" : $"Новый инцидент; похож на № {similar.Number}");
    }

    /// <summary>Tells the index of a post that has been stored.</summary>
    public void Remember(PlacedPost placed, string incidentId, long number) => index.Add(new IndexedPost(
        incidentId, number, placed.Label.Topic, placed.Label.Group, placed.Place, placed.Post.PublishedAt, placed.Shape));

    private static bool IsWithin(PlacedPost placed, IndexedPost other) =>
        (placed.Post.PublishedAt - other.PublishedAt).Duration() <= (OutageGroups.Contains(other.Group) ? OutageLookBack : IncidentIndex.Window);

    private static bool IsNear(PlacedPost placed, IndexedPost other) => (placed.Post.PublishedAt - other.PublishedAt).Duration() <= LooseLookBack;

    /// <summary>On one street two houses are two places; a post without a house may mean any of them, for a while.</summary>
    private static bool SameHouse(PlacedPost placed, IndexedPost other)
    {
        var (own, its) = (placed.Place.House, other.Place.House);
        return own is not null && its is not null
            ? PlaceWord.KeyOf(own) == PlaceWord.KeyOf(its)
            : (own is null && its is null && placed.Place.Object is not null && placed.Place.Object == other.Place.Object) || IsNear(placed, other);
    }

    private static Agreement Agree(Place one, Place two)
    {
        if (Differ(one.Municipality, two.Municipality) || Differ(one.Settlement, two.Settlement) || Differ(one.Object, two.Object)
            || (one.Street is { } a && two.Street is { } b && IncidentIndex.StreetKey(a) != IncidentIndex.StreetKey(b))
            || (one.Street is not null && two.Street is not null && Differ(one.House, two.House)))
        {
            return Agreement.Conflict;
        }

        return (one.Street is not null && two.Street is not null) || (one.Object is not null && two.Object is not null) ? Agreement.SamePlace : Agreement.Unknown;
    }

    private static bool Differ(string? one, string? two) => one is not null && two is not null && PlaceWord.KeyOf(one) != PlaceWord.KeyOf(two);

    private static string Describe(Place place) => string.Join(", ", new[] { place.Settlement, place.Street, place.House, place.Object }.Where(part => part is not null));

    private enum Agreement
    {
        Conflict,
        Unknown,
        SamePlace,
    }
}
