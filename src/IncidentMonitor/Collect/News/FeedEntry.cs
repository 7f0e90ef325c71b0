using System.Text.RegularExpressions;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>One item of RSS, RDF, Atom or CDF while its children are read; the best of rival elements wins.</summary>
internal sealed partial class FeedEntry
{
    private Ranked<string> title;
    private Ranked<string> link;
    private Ranked<string> author;
    private (int Rank, DateTimeOffset Time)? published;
    private (int Rank, DateTimeOffset Time)? updated;
    private readonly List<Attachment> attachments = [];
    private string? guid;
    private bool guidIsLink;
    private string text = "";

    /// <param name="outer">Base for relative links, from xml:base above or the feed's address.</param>
    public static RawPost Parse(XmlElement item, Uri? outer, string owner)
    {
        var entry = new FeedEntry();
        var itemBase = WebAddress.Base(item.Attribute("xml", "base"), outer);
        // RDF names an item in rdf:about, CDF links it in href and dates it in lastmod.
        entry.link.Offer(9, WebAddress.Absolute(item.Attribute("", "href"), itemBase));
        Offer(ref entry.updated, 5, item.Attribute("", "lastmod"));
        foreach (var element in item.Elements)
            entry.Read(element, WebAddress.Base(element.Attribute("xml", "base"), itemBase));
        entry.guid ??= item.Attribute("rdf", "about")?.Trim();
        return entry.ToPost(owner, itemBase);
    }

    private void Read(XmlElement element, Uri? here)
    {
        switch (FeedVocabulary.Of(element), element.Name)
        {
            case (Vocabulary.Core, "title"):
            case (Vocabulary.Atom, "title"):
                title.Offer(0, Words(element));
                break;
            case (Vocabulary.DublinCore, "title"):
                title.Offer(1, Words(element));
                break;
            case (Vocabulary.ITunes or Vocabulary.Media, "title"):
                title.Offer(2, Words(element));
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "link"):
                Link(element, here);
                break;
            case (Vocabulary.Core, "guid"):
                guid ??= FeedText.Bare(element) is { Length: > 0 } id ? id : null;
                guidIsLink = element.Attribute("ispermalink")?.Trim().ToLowerInvariant() != "false";
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "id"):
                guid ??= FeedText.Bare(element) is { Length: > 0 } atomId ? Based(element, atomId, here) : null;
                guidIsLink = guid?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true;
                break;
            case (Vocabulary.FeedBurner, "origlink"):
                link.Offer(6, WebAddress.Absolute(FeedText.Bare(element), here));
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "description" or "summary" or "content" or "abstract" or "tagline" or "fullitem" or "body"):
            case (Vocabulary.Content, "encoded"):
            case (Vocabulary.Xhtml, "body" or "div"):
            case (Vocabulary.DublinCore, "description"):
            case (Vocabulary.ITunes, "summary" or "subtitle"):
                link.Offer(5, element.Attribute("src") is { } source ? WebAddress.Absolute(source, here) : null);
                Fuller(FeedText.Of(element));
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "encoded"):
                Fuller(FeedText.Of(element));
                break;
            case (Vocabulary.Core, "author" or "managingeditor"):
            case (Vocabulary.Atom, "author"):
                author.Offer(0, Person(element));
                break;
            case (Vocabulary.DublinCore, "creator" or "author"):
                author.Offer(1, Person(element));
                break;
            case (Vocabulary.ITunes, "author"):
                author.Offer(2, Person(element));
                break;
            case (Vocabulary.Core, "enclosure"):
                Attach(element.Attribute("type"), element.Attribute("url") ?? element.Attribute("href"), here);
                break;
            case (Vocabulary.Media, "content"):
                Attach(element.Attribute("medium") ?? element.Attribute("type"), element.Attribute("url"), here);
                break;
            case (Vocabulary.Media, "group"):
                foreach (var inner in element.Elements)
                    Read(inner, here);
                break;
            case (Vocabulary.Media, "description"):
                if (text.Length == 0)
                    Fuller(FeedText.Of(element));
                break;
            default:
                Date(element);
                break;
        }
    }

    private void Date(XmlElement element)
    {
        switch (FeedVocabulary.Of(element), element.Name)
        {
            case (Vocabulary.Core, "pubdate") or (Vocabulary.Atom, "published"):
                Offer(ref published, 0, FeedText.Bare(element));
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "published" or "issued" or "pubdate"):
                Offer(ref published, 1, FeedText.Bare(element));
                break;
            case (Vocabulary.DublinTerms, "issued"):
                Offer(ref published, 2, FeedText.Bare(element));
                break;
            case (Vocabulary.DublinCore or Vocabulary.Core, "date"):
                Offer(ref published, 3, FeedText.Bare(element));
                break;
            case (Vocabulary.DublinTerms or Vocabulary.Atom or Vocabulary.Core, "created"):
                Offer(ref published, 4, FeedText.Bare(element));
                break;
            case (Vocabulary.Core or Vocabulary.Atom, "updated" or "modified" or "lastmod" or "lastbuilddate"):
                Offer(ref updated, 0, FeedText.Bare(element));
                break;
            case (Vocabulary.DublinTerms, "modified"):
                Offer(ref updated, 1, FeedText.Bare(element));
                break;
        }
    }

    private static void Offer(ref (int Rank, DateTimeOffset Time)? slot, int rank, string? text)
    {
        if ((slot is null || rank < slot.Value.Rank) && FeedDate.Parse(text) is { } time)
            slot = (rank, time);
    }

    /// <summary>An id may be relative to an xml:base; without one it is but a name.</summary>
    private static string Based(XmlElement element, string id, Uri? here)
    {
        if (Uri.IsWellFormedUriString(id, UriKind.Absolute))
            return id;
        for (var above = element; above is not null; above = above.Parent)
        {
            if (above.Attribute("xml", "base") is not null)
                return WebAddress.Absolute(id, here) ?? id;
        }
        return id;
    }

    private void Link(XmlElement element, Uri? here)
    {
        var href = element.Attribute("href");
        if (href is null || element.Attribute("rel") is null && FeedVocabulary.Of(element) == Vocabulary.Core)
        {
            // Of several plain links the last counts, as other readers have it.
            link.Offer(0, WebAddress.Absolute(href ?? FeedText.Bare(element), here), lastWins: true);
            return;
        }
        var type = element.Attribute("type")?.ToLowerInvariant();
        var isPage = type is null || type.Contains("html", StringComparison.Ordinal);
        switch (element.Attribute("rel")?.Trim().ToLowerInvariant())
        {
            case null or "" or "alternate" or "http://www.iana.org/assignments/relation/alternate":
                link.Offer(isPage ? 1 : 2, WebAddress.Absolute(href, here));
                break;
            case "enclosure":
                Attach(type, href, here);
                break;
        }
    }

    private void Attach(string? type, string? url, Uri? here)
    {
        if (WebAddress.Absolute(url, here) is not { } address || attachments.Any(a => a.Url == address) || attachments.Count >= 50)
            return;
        var kind = type?.Split('/')[0].Trim().ToLowerInvariant() switch
        {
            "image" => "photo",
            "video" => "video",
            "audio" => "audio",
            _ => "doc",
        };
        attachments.Add(new(kind, address));
    }

    private void Fuller(string words)
    {
        if (words.Length > text.Length)
            text = words;
    }

    private RawPost ToPost(string owner, Uri? itemBase)
    {
        // A guid that says isPermaLink="false" is no address even if it looks like one; an Atom id may be one.
        var url = link.Best ?? (guidIsLink ? WebAddress.Absolute(guid, itemBase) : null);
        var name = title.Best;
        var when = published?.Time ?? updated?.Time;
        return new()
        {
            Source = SourceKind.News,
            OwnerId = owner,
            Id = guid ?? url ?? StableId.Hash($"{name}\n{when?.UtcTicks}\n{text}"),
            Guid = guid,
            Title = name,
            Author = author.Best,
            PublishedAt = when,
            EditedAt = updated?.Time is { } changed && changed != when ? changed : null,
            Url = url,
            Text = text,
            Attachments = attachments,
        };
    }

    private static string? Words(XmlElement element) => FeedText.Of(element) is { Length: > 0 } words ? words.Replace('\n', ' ').Replace("  ", " ") : null;

    /// <summary>Atom has a name of its own; RSS writes "mail (Name)", "Name &lt;mail&gt;" or either.</summary>
    internal static string? Person(XmlElement element)
    {
        var name = element.Elements.FirstOrDefault(e => e.Name == "name") ?? element.Elements.FirstOrDefault(e => e.Name is "email" or "mbox");
        var text = name is null ? FeedText.Of(element) : FeedText.Of(name);
        return PersonName(name is null && text.Length == 0 ? FeedText.Bare(element) : text);
    }

    internal static string? PersonName(string text)
    {
        text = text.Trim();
        if (MailFirst().Match(text) is { Success: true } mail)
            text = mail.Groups[1].Value;
        else if (NameFirst().Match(text) is { Success: true } named)
            text = named.Groups[1].Value;
        text = text.Trim(' ', '"', ',');
        return text.Length > 0 ? text : null;
    }

    [GeneratedRegex(@"^(?:mailto:)?[^\s@()<>]{1,100}@[^\s()<>]{1,100}\s*\(([^()]{1,200})\)$")]
    private static partial Regex MailFirst();

    [GeneratedRegex(@"^(.{1,200}?)\s*[<(]\s*(?:mailto:)?[^\s@()<>]{1,100}@[^\s()<>]{1,100}\s*[>)]$")]
    private static partial Regex NameFirst();

    /// <summary>Keeps the value of the lowest rank; of equals, the first.</summary>
    private struct Ranked<T>
        where T : class
    {
        private int taken;

        public T? Best { get; private set; }

        public void Offer(int rank, T? value, bool lastWins = false)
        {
            if (value is not null && (Best is null || rank < taken || lastWins && rank == taken))
                (taken, Best) = (rank, value);
        }
    }
}
