using System.Text;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>A feed's bytes into posts: RSS 0.9–2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed; broken ones as far as they go.</summary>
internal static class FeedParser
{
    private const int RootWindow = 16;

    /// <param name="charset">From the HTTP header.</param>
    /// <param name="address">Where the feed was read, for relative links.</param>
    public static ParsedPage Parse(ReadOnlyMemory<byte> bytes, string? charset = null, Uri? address = null)
    {
        var text = Charset.Decode(bytes.Span, charset).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('{'))
            return JsonFeed.Parse(bytes, address);
        var document = LenientXml.Read(text);
        if (Root(document) is not { } root)
            return ParsedPage.Unreadable("no feed in it", bytes.Span);

        var feedBase = WebAddress.Base(root.Attribute("xml", "base"), address);
        var channel = root.Name is "feed" or "channel" ? root : root.Elements.FirstOrDefault(e => e.Name == "channel") ?? root;
        feedBase = WebAddress.Base(channel.Attribute("xml", "base") ?? channel.Attribute("", "base"), feedBase);
        // A feed read from a file has no address: its site's is the best guess for relative links.
        feedBase ??= WebAddress.Base(Home(channel), null);
        var owner = address?.AbsoluteUri ?? feedBase?.AbsoluteUri ?? "";

        var posts = new List<RawPost>();
        var odd = new List<OddItem>();
        foreach (var (item, outer) in Items(root, feedBase))
        {
            try
            {
                posts.Add(FeedEntry.Parse(item, outer, owner));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var raw = Encoding.UTF8.GetBytes(FeedText.Bare(item));
                odd.Add(new(e.Message, raw.Length > OddItem.MaxBytes ? raw[..OddItem.MaxBytes] : raw));
            }
        }
        return new(posts, odd);
    }

    private static XmlElement? Root(XmlElement document)
    {
        foreach (var element in document.Elements.Take(RootWindow))
        {
            if (IsRoot(element))
                return element;
        }
        // Garbage around the feed, or items without one.
        return Descendants(document).FirstOrDefault(IsRoot) ?? (document.Elements.Any(IsItem) ? document : null);
    }

    private static bool IsRoot(XmlElement element) =>
        element.Name is "rss" or "feed" or "channel" && FeedVocabulary.Of(element) is Vocabulary.Core or Vocabulary.Atom
        || element.Name == "rdf"
        || element.Name.StartsWith("rss", StringComparison.Ordinal) && element.Elements.Any(e => e.Name is "channel" or "item");

    private static bool IsItem(XmlElement element) =>
        element.Name is "item" or "entry" && FeedVocabulary.Of(element) is Vocabulary.Core or Vocabulary.Atom;

    private static string? Home(XmlElement channel)
    {
        foreach (var link in channel.Elements.Where(e => e.Name == "link"))
        {
            if (link.Attribute("rel") is null or "alternate" && WebAddress.Absolute(link.Attribute("href") ?? FeedText.Bare(link)) is { } home)
                return home;
        }
        return null;
    }

    /// <summary>Items wherever they stand (RDF puts them beside the channel, others inside), each with the base above it.</summary>
    private static IEnumerable<(XmlElement Item, Uri? Base)> Items(XmlElement root, Uri? rootBase)
    {
        var pending = new Stack<(XmlElement Element, Uri? Base)>();
        pending.Push((root, rootBase));
        while (pending.TryPop(out var next))
        {
            if (IsItem(next.Element) && next.Element != root)
            {
                yield return next;
                continue;
            }
            var here = next.Element == root ? next.Base : WebAddress.Base(next.Element.Attribute("xml", "base"), next.Base);
            foreach (var child in next.Element.Elements.Reverse())
                pending.Push((child, here));
        }
    }

    private static IEnumerable<XmlElement> Descendants(XmlElement top)
    {
        var pending = new Stack<XmlElement>();
        pending.Push(top);
        while (pending.TryPop(out var next))
        {
            foreach (var child in next.Elements.Reverse())
                pending.Push(child);
            if (next != top)
                yield return next;
        }
    }
}
