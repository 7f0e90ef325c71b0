using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Group;

/// <summary>
/// One incident for one problem: copies, reposts, and different people on the same problem at the same place and time join; the same place with
/// another problem, or the same problem elsewhere, does not. Every decision has a named reason.
/// </summary>
internal sealed class Grouping(IncidentIndex index)
{
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

        var (joined, similar) = Best(placed, index);
        return joined is { } found ? new GroupedPost(placed, found.Other.IncidentId, found.Reason)
            : new GroupedPost(placed, null, similar is { } other ? $"Новый инцидент; похож на № {other.Other.Number}: {other.Reason}" : "Похожих сообщений нет: новый инцидент");
    }

    /// <summary>The best match to join, and the best of those that are only similar.</summary>
    internal static (Match? Joined, Match? Similar) Best(PlacedPost placed, IncidentIndex index)
    {
        var at = PlaceStems.Of(placed.Place);
        var stems = placed.Shape.Stems;
        var weights = new double[stems.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = index.WeightOf(stems[i]);
        }

        Match? joined = null;
        Match? similar = null;
        foreach (var other in index.Alike(placed.Shape, placed.Place, placed.Label.Group, placed.Post.PublishedAt))
        {
            var match = Match.Of(placed, at, weights, other, index);
            if (match.Joins && (joined is null || match.Score > joined.Value.Score))
            {
                joined = match;
            }
            else if (!match.Joins && match.IsSimilar && (similar is null || match.Score > similar.Value.Score))
            {
                similar = match;
            }
        }

        return (joined, similar);
    }

    /// <summary>Tells the index of a post that has been stored.</summary>
    public void Remember(PlacedPost placed, string incidentId, long number, bool isFirst) => index.Add(new IndexedPost(
        incidentId, number, placed.Label.Topic, placed.Label.Group, placed.Place, placed.Post.PublishedAt, placed.Shape, isFirst));
}
