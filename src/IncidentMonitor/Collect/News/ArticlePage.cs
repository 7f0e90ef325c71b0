using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace IncidentMonitor.Collect.News;

/// <summary>A page made ready for scoring: what nobody sees is out, and what looks like a paragraph is one.</summary>
internal static class ArticlePage
{
    public static void Prepare(IHtmlDocument page)
    {
        foreach (var element in page.QuerySelectorAll("script, style, noscript, template, link, meta"))
            element.Remove();
        foreach (var element in page.Body!.QuerySelectorAll("[hidden], [aria-hidden], [style], [aria-modal=true]"))
        {
            if (ArticleHints.IsHidden(element) || element.GetAttribute("aria-modal") == "true" && element.GetAttribute("role") == "dialog")
                element.Remove();
        }
        foreach (var lineBreak in page.Body.QuerySelectorAll("br"))
            SplitAtBreaks(page, lineBreak);
    }

    /// <summary>Words loose in a div become paragraphs; a div of words only is one.</summary>
    public static void MakeParagraphs(IHtmlDocument page, IElement body)
    {
        foreach (var division in body.QuerySelectorAll("div"))
        {
            if (division.ParentElement is null)
                continue;
            if (!HasBlock(division))
            {
                Rename(page, division);
                continue;
            }
            IElement? paragraph = null;
            foreach (var child in division.ChildNodes.ToList())
            {
                if (IsPhrasing(child))
                {
                    if (paragraph is null && IsBlank(child))
                        continue;
                    if (paragraph is null)
                        child.Parent!.InsertBefore(paragraph = page.CreateElement("p"), child);
                    paragraph.AppendChild(child);
                }
                else
                {
                    paragraph = null;
                }
            }
            // A div around one paragraph is that paragraph.
            if (division.ChildElementCount == 1 && division.FirstElementChild is { LocalName: "p" } only && division.ChildNodes.All(c => c == only || IsBlank(c)) && ArticleHints.LinkDensity(division) < 0.25)
                division.Replace(only);
        }
    }

    private static void SplitAtBreaks(IHtmlDocument page, IElement first)
    {
        if (first.Parent is null)
            return;
        var next = Skip(first.NextSibling);
        if (next is not IElement { LocalName: "br" })
            return;
        while (Skip(first.NextSibling) is IElement { LocalName: "br" } more)
            more.Remove();
        var paragraph = page.CreateElement("p");
        first.Replace(paragraph);
        for (var node = paragraph.NextSibling; node is not null;)
        {
            if (node is IElement { LocalName: "br" } && Skip(node.NextSibling) is IElement { LocalName: "br" } || !IsPhrasing(node))
                break;
            var after = node.NextSibling;
            paragraph.AppendChild(node);
            node = after;
        }
        if (paragraph.Parent is IElement { LocalName: "p" } outer)
            Rename(page, outer, "div");
    }

    private static INode? Skip(INode? node)
    {
        while (node is IText text && string.IsNullOrWhiteSpace(text.Data) || node is IComment)
            node = node.NextSibling;
        return node;
    }

    private static void Rename(IHtmlDocument page, IElement element, string name = "p")
    {
        var renamed = page.CreateElement(name);
        foreach (var attribute in element.Attributes)
            renamed.SetAttribute(attribute.Name, attribute.Value);
        while (element.FirstChild is { } child)
            renamed.AppendChild(child);
        element.Replace(renamed);
    }

    private static bool HasBlock(IElement element) => element.QuerySelector("blockquote, dl, div, img, ol, p, pre, table, ul") is not null;

    private static bool IsBlank(INode node) => node is IText text && string.IsNullOrWhiteSpace(text.Data) || node is IElement { LocalName: "br" } || node is IComment;

    private static bool IsPhrasing(INode node) => node switch
    {
        IText or IComment => true,
        IElement { LocalName: "a" or "del" or "ins" } wrapper => wrapper.ChildNodes.All(IsPhrasing),
        IElement element => element.LocalName is "abbr" or "audio" or "b" or "bdo" or "br" or "button" or "cite" or "code" or "data" or "datalist" or "dfn" or "em"
            or "embed" or "font" or "i" or "img" or "input" or "kbd" or "label" or "mark" or "math" or "meter" or "noscript" or "object" or "output" or "progress"
            or "q" or "ruby" or "samp" or "script" or "select" or "small" or "span" or "strike" or "strong" or "sub" or "sup" or "textarea" or "time" or "u" or "var" or "wbr",
        _ => false,
    };
}
