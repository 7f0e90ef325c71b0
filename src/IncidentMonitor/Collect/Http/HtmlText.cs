using System.Text;
using AngleSharp.Dom;

namespace IncidentMonitor.Collect.Http;

/// <summary>Markup into plain text: what a reader would see, with nothing that could run.</summary>
internal static class HtmlText
{
    /// <summary>Text of a fragment of HTML.</summary>
    public static string Of(string html) =>
        html.Contains('<') || html.Contains('&') ? Of(HtmlTree.Parse(html).Body) : Tidy(html);

    /// <summary>Text below <paramref name="root"/>; <paramref name="skip"/> leaves out whole elements.</summary>
    public static string Of(INode? root, Func<IElement, bool>? skip = null)
    {
        var text = new StringBuilder();
        if (root is not null)
            Walk(root, text, skip);
        return Tidy(text.ToString());
    }

    /// <summary>Spaces run together, at most one empty line, control characters out.</summary>
    public static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var newlines = 0;
        var space = false;
        foreach (var c in text)
        {
            if (c is '\n' or '\u2028' or '\u2029')
                newlines++;
            else if (char.IsWhiteSpace(c))
                space = true;
            else if (!char.IsControl(c) && c is not ('\u00AD' or '\uFEFF'))
            {
                if (tidy.Length > 0)
                    tidy.Append(newlines > 0 ? (newlines > 1 ? "\n\n" : "\n") : space ? " " : "");
                tidy.Append(c);
                newlines = 0;
                space = false;
            }
        }
        return tidy.ToString();
    }

    private static void Walk(INode root, StringBuilder text, Func<IElement, bool>? skip)
    {
        // Own stack, not recursion: the depth is an outsider's choice. A null marks the end of a block.
        var pending = new Stack<(INode? Node, bool IsPre)>();
        pending.Push((root, false));
        while (pending.TryPop(out var next))
        {
            switch (next.Node)
            {
                case null:
                    Break(text);
                    break;
                case IText words:
                    AppendWords(text, words.Data, next.IsPre);
                    break;
                case IElement element when element != root && (IsUnread(element) || skip?.Invoke(element) == true):
                    break;
                case IElement { LocalName: "br" }:
                    TrimSpace(text);
                    text.Append('\n');
                    break;
                case { } node:
                    var block = node is IElement { LocalName: var name } && IsBlock(name);
                    if (block)
                    {
                        Break(text);
                        pending.Push((null, false));
                    }
                    else if (node is IElement { LocalName: "td" or "th" })
                    {
                        text.Append(' ');
                    }
                    var pre = next.IsPre || node is IElement { LocalName: "pre" or "textarea" };
                    // By index: finding a sibling costs AngleSharp a search among all of them.
                    for (var i = node.ChildNodes.Length - 1; i >= 0; i--)
                        pending.Push((node.ChildNodes[i], pre));
                    break;
            }
        }
    }

    private static void AppendWords(StringBuilder text, string words, bool pre)
    {
        foreach (var c in words)
        {
            if (pre || !char.IsWhiteSpace(c) || c == '\u00A0')
                text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
        }
    }

    private static void Break(StringBuilder text)
    {
        TrimSpace(text);
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
    }

    private static void TrimSpace(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
    }

    private static bool IsUnread(IElement element) => element.LocalName is "script" or "style" or "noscript" or "template" or "iframe" or "object"
        or "embed" or "applet" or "head" or "title" or "svg" or "select" or "button" or "audio" or "video" or "canvas" or "noframes" or "noembed";

    internal static bool IsBlock(string name) => name is "p" or "div" or "li" or "ul" or "ol" or "dl" or "dt" or "dd" or "h1" or "h2" or "h3" or "h4"
        or "h5" or "h6" or "table" or "tr" or "blockquote" or "pre" or "section" or "article" or "header" or "footer" or "aside" or "figure"
        or "figcaption" or "hr" or "form" or "main" or "nav" or "address" or "center" or "fieldset" or "details" or "summary" or "caption" or "body";
}
