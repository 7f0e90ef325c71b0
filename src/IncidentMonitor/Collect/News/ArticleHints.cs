using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace IncidentMonitor.Collect.News;

/// <summary>What names, links and lengths tell about a part of a page. The measures are those of Arc90's Readability and its heirs.</summary>
internal static partial class ArticleHints
{
    /// <summary>Visible length of an element's words, white space run together.</summary>
    public static int Length(INode node) => Length(node.TextContent);

    public static int Length(string text)
    {
        var length = 0;
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                gap = length > 0;
            }
            else
            {
                length += gap ? 2 : 1;
                gap = false;
            }
        }
        return length;
    }

    /// <summary>Share of the words that are links, 0 to 1; jumps within the page count a third.</summary>
    public static double LinkDensity(IElement element)
    {
        var all = Length(element);
        if (all == 0)
            return 0;
        var linked = 0.0;
        foreach (var link in element.GetElementsByTagName("a"))
            linked += Length(link) * (link.GetAttribute("href")?.StartsWith('#') == true ? 0.3 : 1);
        return linked / all;
    }

    public static int Commas(string text)
    {
        var commas = 0;
        foreach (var c in text)
        {
            if (c is ',' or '،' or '、' or '，' or '﹐' or '︐' or '⸲' or '፣')
                commas++;
        }
        return commas;
    }

    /// <summary>±25 for each of class and id that sounds like an article or like what surrounds one.</summary>
    public static int NameWeight(IElement element)
    {
        var weight = 0;
        foreach (var name in (ReadOnlySpan<string?>)[element.ClassName, element.Id])
        {
            if (string.IsNullOrEmpty(name))
                continue;
            if (Surrounding().IsMatch(name))
                weight -= 25;
            if (Promising().IsMatch(name))
                weight += 25;
        }
        return weight;
    }

    /// <summary>A part that by its name or role is no article, and has nothing that speaks for it.</summary>
    public static bool IsUnlikely(IElement element)
    {
        if (element.LocalName is "body" or "a" or "html" or "article" or "main")
            return false;
        if (element.GetAttribute("role") is "menu" or "menubar" or "complementary" or "navigation" or "alert" or "alertdialog" or "dialog")
            return true;
        var name = element.ClassName + " " + element.Id;
        return name.Length > 1 && Unlikely().IsMatch(name) && !PerhapsAfterAll().IsMatch(name) && element.Closest("table, code") is null;
    }

    public static bool IsHidden(IElement element)
    {
        if (element.HasAttribute("hidden"))
            return true;
        if (element.GetAttribute("aria-hidden") == "true" && element.ClassName?.Contains("fallback-image", StringComparison.Ordinal) != true)
            return true;
        return element.GetAttribute("style") is { } style && Invisible().IsMatch(style);
    }

    public static bool IsByline(IElement element)
    {
        var isNamed = element.GetAttribute("rel") == "author" || element.GetAttribute("itemprop")?.Contains("author", StringComparison.Ordinal) == true
            || Byline().IsMatch(element.ClassName + " " + element.Id);
        return isNamed && Length(element) is > 0 and < 100;
    }

    public static bool IsSharing(IElement element) => Sharing().IsMatch(element.ClassName + " " + element.Id);

    [GeneratedRegex(@"-ad-|ai2html|banner|breadcrumb|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header|legends|menu|related|remark|repl(?:y|ies)|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate|pag(?:er|ination)|popup|yom-remote|cookie|newsletter|subscribe|recommend|read-?also", RegexOptions.IgnoreCase)]
    private static partial Regex Unlikely();

    [GeneratedRegex(@"and|article|body|column|content|main|mathjax|shadow", RegexOptions.IgnoreCase)]
    private static partial Regex PerhapsAfterAll();

    [GeneratedRegex(@"article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story", RegexOptions.IgnoreCase)]
    private static partial Regex Promising();

    [GeneratedRegex(@"-ad-|hidden|^hid$|\bhid\b|banner|combx|comment|com-|contact|foot(?:er|note)?|gdpr|masthead|media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|tags|tool|widget|newsletter|subscribe|recommend|teaser", RegexOptions.IgnoreCase)]
    private static partial Regex Surrounding();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"byline|author|dateline|writtenby|p-author", RegexOptions.IgnoreCase)]
    private static partial Regex Byline();

    [GeneratedRegex(@"(?:\b|_)(?:share|sharedaddy)(?:\b|_)", RegexOptions.IgnoreCase)]
    private static partial Regex Sharing();
}
