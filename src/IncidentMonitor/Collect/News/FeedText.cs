using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>The words of a feed's element, whichever way the feed wrapped them: escaped, CDATA, naked markup, xhtml, base64.</summary>
internal static partial class FeedText
{
    private const int MaxPasses = 4;

    /// <summary>As plain text with nothing active.</summary>
    public static string Of(XmlElement element)
    {
        var isAtom = FeedVocabulary.Of(element) == Vocabulary.Atom;
        var type = isAtom ? element.Attribute("type")?.Trim().ToLowerInvariant() ?? "" : "";
        var raw = Inner(element, isEscaped: type is "html" or "text/html", out var hasMarkup);
        if (isAtom && IsBase64(element, type) && FromBase64(raw) is { } decoded)
            (raw, type) = (decoded, type is "" && LooksLikeHtml(decoded) ? "html" : type);
        var isHtml = hasMarkup
            || type is "html" or "text/html" or "xhtml" or "application/xhtml+xml"
            || (type is "" && !isAtom || type.Length > 0 && type is not ("text" or "text/plain")) && LooksLikeHtml(raw);
        return Inactive(isHtml ? HtmlText.Of(raw) : HtmlText.Tidy(raw));
    }

    /// <summary>HTML or plain text, whatever it looks like.</summary>
    public static string Plain(string? text) =>
        string.IsNullOrEmpty(text) ? "" : Inactive(LooksLikeHtml(text) ? HtmlText.Of(text) : HtmlText.Tidy(text));

    /// <summary>The element's text alone, for links, ids and dates.</summary>
    public static string Bare(XmlElement element)
    {
        var text = new StringBuilder();
        Collect(element, text);
        return text.ToString().Trim();

        static void Collect(XmlElement element, StringBuilder text)
        {
            foreach (var child in element.Children)
            {
                if (child.Text is not null)
                    text.Append(child.Text);
                else if (child.Element is { } inner)
                    Collect(inner, text);
            }
        }
    }

    /// <summary>
    /// RSS never says whether its words are HTML. An end tag, an entity or one of the usual single tags gives it away;
    /// «the &lt;blink&gt; tag» alone does not.
    /// </summary>
    internal static bool LooksLikeHtml(string text) =>
        text.Contains('<') && Tag().IsMatch(text) || text.Contains('&') && Entity().IsMatch(text);

    /// <summary>Escaped twice or thrice, a script is still a script to whoever unescapes once more.</summary>
    private static string Inactive(string text)
    {
        for (var pass = 0; pass < MaxPasses && Active().IsMatch(text); pass++)
            text = HtmlText.Of(text);
        return Active().Replace(text, "");
    }

    /// <param name="isEscaped">The texts are markup themselves even where elements stand between them.</param>
    private static string Inner(XmlElement element, bool isEscaped, out bool hasMarkup)
    {
        hasMarkup = element.Elements.Any();
        var text = new StringBuilder();
        foreach (var child in element.Children)
        {
            if (child.Text is not null)
                text.Append(hasMarkup && !isEscaped && !child.IsCData ? WebUtility.HtmlEncode(child.Text) : child.Text);
            else
                Write(child.Element!, isEscaped, text);
        }
        return text.ToString();
    }

    private static void Write(XmlElement element, bool isEscaped, StringBuilder text)
    {
        // The reader's depth cap bounds this recursion.
        text.Append('<').Append(element.Name).Append('>');
        if (element.Name is "br" or "img" or "hr" or "input" or "wbr" && element.Children.Count == 0)
            return;
        foreach (var child in element.Children)
        {
            if (child.Text is not null)
                text.Append(isEscaped || child.IsCData ? child.Text : WebUtility.HtmlEncode(child.Text));
            else
                Write(child.Element!, isEscaped, text);
        }
        if (element.Name is not ("br" or "img" or "hr" or "input" or "wbr"))
            text.Append("</").Append(element.Name).Append('>');
    }

    /// <summary>Atom 0.3 said so in mode; Atom 1.0 implies it for content of types that are neither text, XML nor JSON.</summary>
    private static bool IsBase64(XmlElement element, string type) =>
        element.Attribute("mode") == "base64" || type == "application/octet-stream"
        || element.Name == "content" && type.Contains('/') && !type.StartsWith("text/", StringComparison.Ordinal) && !type.EndsWith("xml", StringComparison.Ordinal) && !type.EndsWith("json", StringComparison.Ordinal);

    private static string? FromBase64(string raw)
    {
        var compact = string.Concat(raw.Where(c => !char.IsWhiteSpace(c)));
        var buffer = new byte[compact.Length];
        if (!Convert.TryFromBase64String(compact, buffer, out var length))
            return null;
        var text = Charset.Decode(buffer.AsSpan(0, length));
        return text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) ? null : text;
    }

    [GeneratedRegex(@"</[a-zA-Z][\w:]{0,20}\s*>|<(?:br|p|img|hr|a|div|span|table)\b[^<>]*>|<[a-zA-Z]{1,12}\s*/>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10}\d{0,2});")]
    private static partial Regex Entity();

    [GeneratedRegex(@"<\s*/?\s*(?:script|style|iframe|object|embed|applet|meta|link|base|form|svg)\b|<[a-z!][^<>]{0,2000}?(?:\bon\w{3,20}\s*=|(?:java|vb|live)script\s*:)", RegexOptions.IgnoreCase)]
    private static partial Regex Active();
}
