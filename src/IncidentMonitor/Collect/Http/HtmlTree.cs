using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IncidentMonitor.Collect.Http;

/// <summary>
/// AngleSharp behind a guard: a tree builder is quadratic in depth and its walkers recurse, so tags nested deeper
/// than any page a person made are taken out before they reach it.
/// </summary>
internal static class HtmlTree
{
    /// <summary>The deepest of Mozilla's 130 pages has 38 levels.</summary>
    internal const int MaxDepth = 100;

    /// <summary>Longer pages are cut: an article is in the first megabytes or nowhere.</summary>
    internal const int MaxChars = 12 * 1024 * 1024;

    public static IHtmlDocument Parse(string html)
    {
        if (html.Length > MaxChars)
            html = html[..MaxChars];
        // A parser is not safe for two threads at once; a fresh one is cheap.
        return new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(WithoutDepth(html));
    }

    private static string WithoutDepth(string html)
    {
        StringBuilder? kept = null;
        var copied = 0;
        var depth = 0;
        var at = 0;
        while ((at = html.IndexOf('<', at)) >= 0 && at + 1 < html.Length)
        {
            var closing = html[at + 1] == '/';
            var name = NameAt(html, closing ? at + 2 : at + 1);
            if (name.IsEmpty)
            {
                at++;
                continue;
            }
            var end = html.IndexOf('>', at);
            if (end < 0)
                break;
            if (closing)
                depth = Math.Max(0, depth - 1);
            else if (!IsLeaf(name) && html[end - 1] != '/' && ++depth > MaxDepth)
            {
                kept ??= new StringBuilder(html.Length);
                kept.Append(html, copied, at - copied).Append(' ');
                copied = end + 1;
            }
            at = end + 1;
        }
        return kept is null ? html : kept.Append(html, copied, html.Length - copied).ToString();
    }

    private static ReadOnlySpan<char> NameAt(string html, int start)
    {
        var end = start;
        while (end < html.Length && end - start < 24 && char.IsAsciiLetterOrDigit(html[end]))
            end++;
        return end > start && char.IsAsciiLetter(html[start]) ? html.AsSpan(start, end - start) : [];
    }

    /// <summary>Void elements, and those whose end tag people leave out: they close each other and add no depth.</summary>
    private static bool IsLeaf(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[24];
        var n = name.ToLowerInvariant(lower);
        return lower[..n] is "br" or "img" or "hr" or "input" or "meta" or "link" or "source" or "wbr" or "area" or "base" or "col" or "embed"
            or "param" or "track" or "p" or "li" or "dt" or "dd" or "tr" or "td" or "th" or "option" or "tbody" or "thead";
    }
}
