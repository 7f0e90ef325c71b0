namespace IncidentMonitor.Collect.Intake;

/// <summary>The door for messages that others push: <c>/api</c> and <c>/hooks</c>.</summary>
public sealed record IntakeSettings
{
    /// <summary>
    /// Where the door listens, as http://address:port with an IP address or localhost. Unset: on the console's loopback address. Set: there
    /// and nowhere else, and the console never answers there. TLS is the business of a proxy before it.
    /// </summary>
    public Uri? Address { get; init; }

    /// <summary>Messages a minute that a new key is allowed, 1 to 100,000.</summary>
    public int PerMinute { get; init; } = 600;

    /// <summary>Messages a day that a new key is allowed, 1 to 10,000,000.</summary>
    public int PerDay { get; init; } = 20_000;
}
