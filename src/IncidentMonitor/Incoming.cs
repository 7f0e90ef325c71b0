using IncidentMonitor.Model;

namespace IncidentMonitor;

/// <summary>A post at the door of the flow.</summary>
/// <param name="Home">Municipality of its feed.</param>
/// <param name="IsQuiet">Stored, but raises no alarm.</param>
/// <param name="AssumeIncident">An operator vouches that each post is an incident (history import).</param>
public sealed record Incoming(RawPost Raw, string? FeedName, string? Home, bool IsQuiet, bool AssumeIncident = false);
