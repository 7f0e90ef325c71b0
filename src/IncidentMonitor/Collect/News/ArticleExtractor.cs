using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.News;

/// <summary>
/// Finds the article among everything else on a page: paragraphs vote for their ancestors by length and commas, names
/// and link density weigh the votes, the winner takes fitting siblings with it and is cleaned. Strict first; when too
/// little is left, once more without the strictest rule.
/// </summary>
internal sealed partial class ArticleExtractor(IHtmlDocument document, string? title)
{
    /// <summary>A shorter result makes the next, more lenient attempt worth its while (characters).</summary>
    private const int EnoughText = 500;

    private const int Candidates = 5;

    /// <summary>Five times the biggest of Mozilla's pages. Scoring costs elements times depth, so beyond it the page's words are taken as they are.</summary>
    private const int MaxElements = 50_000;

    public string Text()
    {
        if (document.All.Length > MaxElements)
            return HtmlText.Of(document.Body);
        var best = "";
        for (var leniency = 0; leniency < 4; leniency++)
        {
            var copy = (IHtmlDocument)document.Clone(deep: true);
            var text = new Attempt(copy, title, leniency < 1, leniency < 2, leniency < 3).Run();
            if (text.Length >= EnoughText)
                return text;
            if (text.Length > best.Length)
                best = text;
        }
        return best;
    }

    private sealed class Attempt(IHtmlDocument page, string? title, bool dropUnlikely, bool weighNames, bool clean)
    {
        private readonly Dictionary<IElement, double> scores = [];

        public string Run()
        {
            if (page.Body is not { } body)
                return "";
            ArticlePage.Prepare(page);
            if (dropUnlikely)
                DropUnlikely(body);
            ArticlePage.MakeParagraphs(page, body);
            Score(body);
            var top = Best(body);
            var article = WithSiblings(top);
            new ArticleCleaner(title, weighNames, clean).Clean(article);
            return HtmlText.Of(article);
        }

        private static void DropUnlikely(IElement body)
        {
            foreach (var element in body.QuerySelectorAll("*"))
            {
                if (element.ParentElement is not null && (ArticleHints.IsUnlikely(element) || ArticleHints.IsByline(element)))
                    element.Remove();
            }
        }

        private void Score(IElement body)
        {
            foreach (var paragraph in body.QuerySelectorAll("p, td, pre, section, h2, h3, h4, h5, h6"))
            {
                var text = paragraph.TextContent;
                var length = ArticleHints.Length(text);
                if (length < 25)
                    continue;
                var points = 1 + ArticleHints.Commas(text) + 1 + Math.Min(length / 100, 3);
                var level = 0;
                for (var above = paragraph.ParentElement; above is not null && level < 5; above = above.ParentElement, level++)
                {
                    if (above.ParentElement is null)
                        break;
                    if (!scores.TryGetValue(above, out var score))
                        score = Start(above);
                    scores[above] = score + points / (level switch { 0 => 1.0, 1 => 2.0, _ => level * 3.0 });
                }
            }
            foreach (var element in scores.Keys.ToList())
                scores[element] *= 1 - ArticleHints.LinkDensity(element);
        }

        private double Start(IElement element) => (weighNames ? ArticleHints.NameWeight(element) : 0) + element.LocalName switch
        {
            "div" => 5,
            "pre" or "td" or "blockquote" => 3,
            "address" or "ol" or "ul" or "dl" or "dd" or "dt" or "li" or "form" => -3,
            "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "th" => -5,
            _ => 0,
        };

        private IElement Best(IElement body)
        {
            var ranked = scores.OrderByDescending(s => s.Value).Take(Candidates).ToList();
            if (ranked.Count == 0 || ranked[0].Key == body)
                return body;
            var top = Shared(ranked, body);
            top = Upwards(top, body);
            // An only child stands for its parent: the siblings to be joined are the parent's.
            while (top.ParentElement is { } parent && parent != body && parent.ChildElementCount == 1)
                top = parent;
            if (!scores.ContainsKey(top))
                scores[top] = Start(top);
            return top;
        }

        /// <summary>When three near-winners share an ancestor, the article is spread over it.</summary>
        private static IElement Shared(List<KeyValuePair<IElement, double>> ranked, IElement body)
        {
            var top = ranked[0].Key;
            var near = ranked.Skip(1).Where(r => r.Value / ranked[0].Value >= 0.75).Select(r => r.Key).ToList();
            if (near.Count < 3)
                return top;
            for (var above = top.ParentElement; above is not null && above != body; above = above.ParentElement)
            {
                if (near.Count(n => n.Ancestors().Contains(above)) >= 3)
                    return above;
            }
            return top;
        }

        /// <summary>An ancestor that scores higher than what is below it has more of the article in it.</summary>
        private IElement Upwards(IElement top, IElement body)
        {
            var last = scores.GetValueOrDefault(top);
            var least = last / 3;
            for (var above = top.ParentElement; above is not null && above != body; above = above.ParentElement)
            {
                if (!scores.TryGetValue(above, out var score))
                    continue;
                if (score < least)
                    break;
                if (score > last)
                    return above;
                last = score;
            }
            return top;
        }

        private IElement WithSiblings(IElement top)
        {
            var article = page.CreateElement("div");
            if (top == page.Body)
            {
                article.Append([.. top.ChildNodes]);
                return article;
            }
            var score = scores.GetValueOrDefault(top);
            var least = Math.Max(10, score * 0.2);
            foreach (var sibling in top.ParentElement!.Children.ToList())
            {
                if (sibling == top || Belongs(sibling, top, score, least))
                    article.AppendChild(sibling);
            }
            return article;
        }

        private bool Belongs(IElement sibling, IElement top, double score, double least)
        {
            var bonus = !string.IsNullOrEmpty(top.ClassName) && sibling.ClassName == top.ClassName ? score * 0.2 : 0;
            if (scores.TryGetValue(sibling, out var own) && own + bonus >= least)
                return true;
            if (sibling.LocalName != "p")
                return false;
            var density = ArticleHints.LinkDensity(sibling);
            var text = sibling.TextContent;
            return ArticleHints.Length(text) > 80 ? density < 0.25 : density == 0 && SentenceEnd().IsMatch(text);
        }
    }

    [GeneratedRegex(@"\.(?:\s|$)")]
    private static partial Regex SentenceEnd();
}
