using AngleSharp.Dom;

namespace IncidentMonitor.Collect.News;

/// <summary>Takes out of a found article what does not belong: sharing bars, forms, boxes of links, repeated headlines.</summary>
internal sealed class ArticleCleaner(string? title, bool weighNames, bool conditional)
{
    private const int MaxSharing = 500;

    public void Clean(IElement article)
    {
        var data = article.QuerySelectorAll("table").Where(IsData).ToHashSet();
        Conditionally(article, "form", data);
        Conditionally(article, "fieldset", data);
        Remove(article, "object, embed, footer, aside, iframe, input, textarea, select, button, nav, dialog");
        foreach (var part in article.Children)
        {
            foreach (var inner in part.QuerySelectorAll("*"))
            {
                if (ArticleHints.IsSharing(inner) && ArticleHints.Length(inner) < MaxSharing)
                    inner.Remove();
            }
        }
        foreach (var heading in article.QuerySelectorAll("h1, h2"))
        {
            if (weighNames && ArticleHints.NameWeight(heading) < 0 || RepeatsTitle(heading))
                heading.Remove();
        }
        Conditionally(article, "table", data);
        Conditionally(article, "ul, ol", data);
        Conditionally(article, "div, section", data);
    }

    private static void Remove(IElement article, string selector)
    {
        foreach (var element in article.QuerySelectorAll(selector))
            element.Remove();
    }

    private bool RepeatsTitle(IElement heading)
    {
        if (title is null)
            return false;
        var words = Words(heading.TextContent);
        var known = Words(title);
        if (words.Count == 0 || known.Count == 0)
            return false;
        // Most of the headline's words stand in the title.
        var strange = words.Where(w => !known.Contains(w)).Sum(w => w.Length + 1);
        return 1 - strange / (double)words.Sum(w => w.Length + 1) > 0.75;
    }

    private static List<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split(text.Where(c => !char.IsLetterOrDigit(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>From the last to the first, so that inner boxes go before the outer ones are judged.</summary>
    private void Conditionally(IElement article, string selector, HashSet<IElement> data)
    {
        if (!conditional)
            return;
        foreach (var element in article.QuerySelectorAll(selector).Reverse())
        {
            if (element.ParentElement is not null && IsJunk(element, data))
                element.Remove();
        }
    }

    private bool IsJunk(IElement element, HashSet<IElement> data)
    {
        if (data.Contains(element) || element.Ancestors<IElement>().Any(data.Contains) || element.Closest("code, pre") is not null)
            return false;
        var weight = weighNames ? ArticleHints.NameWeight(element) : 0;
        if (weight < 0)
            return true;
        var text = element.TextContent;
        if (ArticleHints.Commas(text) >= 10)
            return false;
        var length = ArticleHints.Length(text);
        var isList = element.LocalName is "ul" or "ol" || IsMostlyLists(element, length);
        var paragraphs = Count(element, "p");
        var images = Count(element, "img");
        var items = Count(element, "li") - 100;
        var inputs = Count(element, "input");
        var headings = Share(element, "h1, h2, h3, h4, h5, h6", length);
        var links = ArticleHints.LinkDensity(element);
        var inFigure = element.Closest("figure") is not null;
        var junk = !inFigure && images > 1 && paragraphs / (double)images < 0.5
            || !isList && items > paragraphs
            || inputs > paragraphs / 3
            || !isList && !inFigure && headings < 0.9 && length < 25 && images is 0 or > 2 && links > 0
            || !isList && weight < 25 && links > 0.2
            || weight >= 25 && links > 0.5
            || images == 0 && length == 0;
        if (junk && isList && links == 0)
            return false;
        return junk || isList && weight < 25 && links > 0.6 && IsLinkList(element);
    }

    /// <summary>A list all of whose entries are links leads elsewhere: «read also».</summary>
    private static bool IsLinkList(IElement list)
    {
        var items = list.QuerySelectorAll("li");
        return items.Length > 0 && items.All(i => ArticleHints.LinkDensity(i) > 0.6);
    }

    private static bool IsMostlyLists(IElement element, int length) =>
        length > 0 && element.QuerySelectorAll("ul, ol").Sum(ArticleHints.Length) / (double)length > 0.9;

    private static int Count(IElement element, string tag) => element.GetElementsByTagName(tag).Length;

    private static double Share(IElement element, string selector, int length) =>
        length == 0 ? 0 : element.QuerySelectorAll(selector).Sum(ArticleHints.Length) / (double)length;

    /// <summary>A table of figures, not one that lays out the page.</summary>
    private static bool IsData(IElement table)
    {
        if (table.GetAttribute("role") == "presentation" || table.GetAttribute("datatable") == "0")
            return false;
        if (table.HasAttribute("summary") || table.QuerySelector("caption, col, colgroup, tfoot, thead, th") is not null)
            return true;
        if (table.QuerySelector("table") is not null)
            return false;
        var rows = table.QuerySelectorAll("tr");
        var columns = rows.Length == 0 ? 0 : rows.Max(r => r.ChildElementCount);
        return columns > 1 && rows.Length > 1 && (rows.Length >= 10 || columns > 4 || rows.Length * columns > 10);
    }
}
