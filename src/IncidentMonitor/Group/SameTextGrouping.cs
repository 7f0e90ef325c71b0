using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Group;

/// <summary>
/// First rule for grouping: copies join. A repost joins the incident of its origin; the same words in the same municipality
/// within a week join the incident that holds them. Everything else starts an incident.
/// </summary>
public static class SameTextGrouping
{
    /// <summary>Copies older than this tell of a problem that came back.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    public static GroupedPost Group(PlacedPost placed, StoreUnit unit)
    {
        var post = placed.Post;
        if (post.Raw.RepostOf is { } origin && unit.FindIncidentByUrl(origin) is { } original)
        {
            return new GroupedPost(placed, original, $"Репост записи {origin}");
        }

        if (post.TextKey is { } key
            && unit.FindSameText(key, placed.Place.Municipality, post.PublishedAt - LookBack, post.PublishedAt + LookBack) is { } same)
        {
            return new GroupedPost(placed, same, "Тот же текст на той же территории за последние 7 дней");
        }

        return new GroupedPost(placed, null, "Похожих сообщений нет: новый инцидент");
    }
}
