using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Regroup;

/// <summary>
/// What an operator took apart stays apart: where a post would join one half of a split, it joins the half whose words are nearer to its own. A repost
/// and a comment go where their origin is.
/// </summary>
internal static class SplitMemory
{
    /// <summary>Posts of each half that are compared, the newest first.</summary>
    private const int MostCompared = 64;

    public static GroupedPost Choose(StoreUnit unit, GroupedPost grouped)
    {
        if (grouped.JoinedId is not { } joined || unit.ApartFrom(joined) is not { Count: > 0 } others || IsBound(unit, grouped.Placed, joined))
        {
            return grouped;
        }

        var nearest = joined;
        var best = Likeness(joined);
        foreach (var other in others)
        {
            if (Likeness(other) is var likeness && likeness > best)
            {
                (nearest, best) = (other, likeness);
            }
        }

        return nearest == joined ? grouped : grouped with
        {
            JoinedId = nearest,
            Reason = $"Оператор разделил инциденты; этот ближе по словам, чем № {unit.NumberOf(joined)} (общих слов {best:P0})",
        };

        double Likeness(string incident) => unit.Shapes(incident, MostCompared).Select(shape => grouped.Placed.Shape.Similarity(shape)).DefaultIfEmpty().Max();
    }

    private static bool IsBound(StoreUnit unit, PlacedPost placed, string incidentId)
    {
        var raw = placed.Post.Raw;
        return (raw.RepostOf is { } origin && unit.FindIncidentByUrl(origin) == incidentId)
            || (raw.ThreadId is { } thread && unit.FindIncidentOf(StableId.ForPost(raw.Source, raw.OwnerId, thread), placed.Label.Topic) == incidentId);
    }
}
