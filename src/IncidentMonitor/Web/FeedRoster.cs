using IncidentMonitor.Model;

namespace IncidentMonitor.Web;

/// <summary>Which feeds are read, and which are off with the reason.</summary>
/// <param name="Off">For an operator, in Russian, a line each.</param>
public sealed record FeedRoster(IReadOnlyList<Feed> On, IReadOnlyList<string> Off)
{
    /// <summary>Feeds that a service pushes to us; they are not read.</summary>
    public IReadOnlyList<Feed> Pushed { get; init; } = [];
}
