using IncidentMonitor.Model;

namespace IncidentMonitor.Locate;

/// <summary>First rule for the place: a post belongs where its feed is at home.</summary>
public sealed class HomeLocator(string region)
{
    public Place Locate(Post post) => post.Home is { } municipality
        ? new Place { Region = region, Municipality = municipality, Confidence = 0.5, Reason = $"Место — территория источника «{post.FeedName}»: {municipality}" }
        : new Place { Region = region, Confidence = 0, Reason = "Место не определено: у источника нет своей территории" };
}
