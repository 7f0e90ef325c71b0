namespace IncidentMonitor.Collect.News;

/// <summary>An element of a feed as the lenient reader saw it.</summary>
/// <param name="Prefix">As written, lower case; empty without one.</param>
/// <param name="Name">Local name, lower case.</param>
/// <param name="Namespace">What the prefix was bound to; null when nobody bound it.</param>
internal sealed record XmlElement(string Prefix, string Name, string? Namespace, IReadOnlyList<XmlAttribute> Attributes, XmlElement? Parent)
{
    /// <summary>Elements and texts in order.</summary>
    public List<XmlNode> Children { get; } = [];

    /// <summary>Value of an attribute by its local name, the one without a prefix first.</summary>
    public string? Attribute(string name) =>
        Attributes.FirstOrDefault(a => a.Name == name && a.Prefix.Length == 0)?.Value ?? Attributes.FirstOrDefault(a => a.Name == name)?.Value;

    public string? Attribute(string prefix, string name) => Attributes.FirstOrDefault(a => a.Name == name && a.Prefix == prefix)?.Value;

    public IEnumerable<XmlElement> Elements => Children.Select(c => c.Element).OfType<XmlElement>();
}

/// <summary>An attribute with its entities decoded; names lower case.</summary>
internal sealed record XmlAttribute(string Prefix, string Name, string Value);

/// <summary>A child: an element, or a run of text with its entities decoded.</summary>
/// <param name="IsCData">The text stood in a CDATA section.</param>
internal readonly record struct XmlNode(XmlElement? Element, string? Text, bool IsCData = false);
