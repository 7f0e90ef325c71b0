namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// A community whose owner gave access. By the Callback API it needs <see cref="Secret"/> and <see cref="Confirmation"/>, by Long Poll
/// <see cref="Token"/>; with both, events that come twice are harmless.
/// </summary>
public sealed record VkCommunity
{
    /// <summary>Community token with the right to manage; for Long Poll.</summary>
    public string? Token { get; init; }

    /// <summary>The secret that VK repeats in each event; at least 16 characters, for it is all that tells VK from a stranger.</summary>
    public string? Secret { get; init; }

    /// <summary>The string that VK wants to hear when the address is confirmed.</summary>
    public string? Confirmation { get; init; }
}
