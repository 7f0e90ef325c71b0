namespace IncidentMonitor.Collect.News;

/// <summary>
/// Reads XML that may be broken: unclosed and crossed tags, bare ampersands, HTML entities, naked markup, an end in the
/// middle. Entities are never expanded recursively and depth and size are capped, so no document can cost more than its bytes.
/// </summary>
internal sealed class LenientXml
{
    private const int MaxDepth = 200;
    private const int MaxNodes = 1_000_000;
    private const int MaxAttributes = 64;

    private readonly string text;
    private readonly XmlEntities entities = new();
    private readonly Stack<(XmlElement Element, Dictionary<string, string>? Bound)> open = new();
    private readonly XmlElement top = new("", "#document", null, [], null);
    private readonly HashSet<string> absent = [];
    private int at;
    private int nodes;
    private int tooDeep;

    private LenientXml(string text) => this.text = text;

    /// <summary>A nameless element around the document's own.</summary>
    public static XmlElement Read(string text)
    {
        var reader = new LenientXml(text);
        reader.Run();
        return reader.top;
    }

    private XmlElement Current => open.TryPeek(out var level) ? level.Element : top;

    private void Run()
    {
        while (at < text.Length && nodes < MaxNodes)
        {
            var mark = text.IndexOf('<', at);
            if (mark < 0)
                mark = text.Length;
            if (mark > at)
                AddText(text[at..mark], isCData: false);
            at = mark;
            if (at < text.Length)
                Markup();
        }
    }

    private void Markup()
    {
        if (Starts("<![CDATA["))
        {
            var end = text.IndexOf("]]>", at, StringComparison.Ordinal);
            AddText(text[(at + 9)..(end < 0 ? text.Length : end)], isCData: true);
            at = end < 0 ? text.Length : end + 3;
        }
        else if (Starts("<!--"))
        {
            Skip("-->");
        }
        else if (Starts("<?"))
        {
            Skip("?>");
        }
        else if (Starts("<!"))
        {
            Doctype();
        }
        else if (Starts("</"))
        {
            Close();
        }
        else if (at + 1 < text.Length && (char.IsLetter(text[at + 1]) || text[at + 1] == '_'))
        {
            Open();
        }
        else
        {
            AddText("<", isCData: true);
            at++;
        }
    }

    private bool Starts(string token) => string.CompareOrdinal(text, at, token, 0, token.Length) == 0;

    private void Skip(string end)
    {
        // What was looked for once in vain is not there later either: without this, unclosed comments cost their square.
        var found = absent.Contains(end) ? -1 : text.IndexOf(end, at, StringComparison.Ordinal);
        if (found < 0)
            absent.Add(end);
        if (found < 0 && (found = text.IndexOf('>', at)) >= 0)
            end = ">";
        at = found < 0 ? text.Length : found + end.Length;
    }

    private void Doctype()
    {
        var end = text.IndexOf('>', at);
        var subset = end < 0 ? -1 : text.IndexOf('[', at, end - at);
        if (subset >= 0)
        {
            var close = text.IndexOf(']', subset);
            if (close < 0)
            {
                at = text.Length;
                return;
            }
            entities.Declare(text.AsSpan(subset + 1, close - subset - 1));
            end = text.IndexOf('>', close);
        }
        at = end < 0 ? text.Length : end + 1;
    }

    private void Close()
    {
        var end = text.IndexOf('>', at);
        var stop = end < 0 ? text.Length : end;
        var name = text[(at + 2)..stop].Trim();
        at = end < 0 ? text.Length : end + 1;
        var (prefix, local) = Split(name.Length > 100 ? name[..100] : name);
        if (tooDeep > 0)
        {
            tooDeep--;
            return;
        }
        // An end tag without a start is ignored; one that skips unclosed tags closes them too.
        if (open.Any(level => level.Element.Name == local && level.Element.Prefix == prefix))
        {
            while (open.Pop().Element is var closed && (closed.Name != local || closed.Prefix != prefix))
            {
            }
        }
    }

    private void Open()
    {
        var start = ++at;
        while (at < text.Length && IsName(text[at]))
            at++;
        var (prefix, local) = Split(text[start..at]);
        var attributes = new List<XmlAttribute>();
        var selfClosed = ReadAttributes(attributes);
        if (open.Count >= MaxDepth)
        {
            if (!selfClosed)
                tooDeep++;
            return;
        }
        CloseForgotten(prefix, local);
        var bound = Bindings(attributes);
        var element = new XmlElement(prefix, local, Lookup(prefix, bound), attributes, Current);
        Current.Children.Add(new(element, null));
        nodes++;
        if (!selfClosed)
            open.Push((element, bound));
    }

    /// <summary>An item cannot stand in an item: the end tag was forgotten.</summary>
    private void CloseForgotten(string prefix, string local)
    {
        if (local is not ("item" or "entry") || !open.Any(l => l.Element.Name == local && l.Element.Prefix == prefix))
            return;
        while (open.Pop().Element is var closed && (closed.Name != local || closed.Prefix != prefix))
        {
        }
    }

    private bool ReadAttributes(List<XmlAttribute> attributes)
    {
        while (at < text.Length)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '"' or '\''))
                at++;
            if (at >= text.Length || text[at] == '<')
                return false;
            if (text[at] == '>')
            {
                at++;
                return false;
            }
            if (text[at] == '/')
            {
                at++;
                if (at < text.Length && text[at] == '>')
                {
                    at++;
                    return true;
                }
                continue;
            }
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('=' or '>' or '/' or '<'))
                at++;
            var name = text[start..at];
            SkipSpace();
            var value = "";
            if (at < text.Length && text[at] == '=')
            {
                at++;
                SkipSpace();
                value = ReadValue();
            }
            else if (at == start)
            {
                at++;
            }
            if (name.Length is > 0 and < 100 && attributes.Count < MaxAttributes)
            {
                var (prefix, local) = Split(name);
                attributes.Add(new(prefix, local, entities.Decode(value)));
            }
        }
        return false;
    }

    private string ReadValue()
    {
        if (at >= text.Length)
            return "";
        var quote = text[at];
        if (quote is '"' or '\'')
        {
            var end = text.IndexOf(quote, at + 1);
            // A forgotten closing quote must not swallow the document.
            var tag = text.IndexOf('<', at + 1);
            if (end < 0 || tag >= 0 && tag < end && text.IndexOf('>', at + 1, tag - at - 1) >= 0)
            {
                end = text.IndexOf('>', at + 1);
                if (end < 0)
                    end = text.Length;
                var cut = text[(at + 1)..end].TrimEnd('/', ' ');
                at = end;
                return cut;
            }
            var value = text[(at + 1)..end];
            at = end + 1;
            return value;
        }
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('>' or '<') && !(text[at] == '/' && at + 1 < text.Length && text[at + 1] == '>'))
            at++;
        return text[start..at];
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private void AddText(string words, bool isCData)
    {
        if (open.Count == 0)
            return;
        Current.Children.Add(new(null, isCData ? words : entities.Decode(words), isCData));
        nodes++;
    }

    private static Dictionary<string, string>? Bindings(List<XmlAttribute> attributes)
    {
        Dictionary<string, string>? bound = null;
        foreach (var attribute in attributes)
        {
            if (attribute.Prefix == "xmlns")
                (bound ??= [])[attribute.Name] = attribute.Value.Trim();
            else if (attribute is { Prefix: "", Name: "xmlns" })
                (bound ??= [])[""] = attribute.Value.Trim();
        }
        return bound;
    }

    private string? Lookup(string prefix, Dictionary<string, string>? own)
    {
        if (own is not null && own.TryGetValue(prefix, out var here))
            return here;
        foreach (var (_, bound) in open)
        {
            if (bound is not null && bound.TryGetValue(prefix, out var above))
                return above;
        }
        return null;
    }

    private static (string Prefix, string Local) Split(string name)
    {
        var colon = name.IndexOf(':');
        return colon < 0 ? ("", name.ToLowerInvariant()) : (name[..colon].ToLowerInvariant(), name[(colon + 1)..].ToLowerInvariant());
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is ':' or '_' or '-' or '.';
}
