using System.Text.RegularExpressions;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Classify;

/// <summary>
/// Proper names whose texts nearly all have one topic: a classifier would learn that a village means potholes. Names of the topic's own words
/// (the tree's names of rubric, topic, group) are no fault, nor are abbreviations, nor words that are written small as often as not.
/// </summary>
internal static partial class TellingNames
{
    private const int FewestTexts = 8;
    private const double Share = .9;

    /// <summary>Of all texts with the word, how many write it with a capital inside a sentence: a name is nearly always so.</summary>
    private const double NameShare = .5;

    private const int NoTopic = -1;

    public static IEnumerable<LintFinding> In(IReadOnlyList<CorpusText> texts, RubricTree tree)
    {
        var names = new Dictionary<string, (string Word, HashSet<int> Texts)>();
        for (var i = 0; i < texts.Count; i++)
        {
            foreach (Match match in InsideSentence().Matches(texts[i].Text))
            {
                var stem = StemOf(match.Value);
                if (!names.TryGetValue(stem, out var seen))
                    names[stem] = seen = (match.Value, []);
                seen.Texts.Add(i);
            }
        }

        var everywhere = texts.SelectMany(t => t.Stems.Distinct()).CountBy(stem => stem).ToDictionary();
        foreach (var (stem, (word, seen)) in names.OrderByDescending(n => n.Value.Texts.Count).ThenBy(n => n.Key, StringComparer.Ordinal))
        {
            if (seen.Count < FewestTexts || seen.Count < NameShare * everywhere.GetValueOrDefault(stem))
                continue;
            var (topic, count) = seen.CountBy(i => texts[i].Node?.Topic ?? NoTopic).MaxBy(pair => pair.Value);
            if (topic != NoTopic && count >= Share * seen.Count && !Vocabulary(tree, topic).Contains(stem))
                yield return new LintFinding(LintKind.TellingName, tree.Topics[topic], $"{word}: {count} of {seen.Count} texts", texts[seen.Min()].At, OtherText: texts[seen.Min()].Text);
        }
    }

    private static HashSet<string> Vocabulary(RubricTree tree, int topic) =>
        [.. tree.RubricsOfTopic[topic].Select(r => tree.Rubrics[r]).SelectMany(r => Normaliser.Normalise($"{r.Name} {r.Topic} {r.Group}").Stems)];

    private static string StemOf(string word) => Normaliser.Normalise(word).Stems is [var stem, ..] ? stem : word;

    /// <summary>A capitalised word after a small letter, a comma or a digit: not the first of its sentence.</summary>
    [GeneratedRegex(@"(?<=[а-яё\d,] )[А-ЯЁ][а-яё]{2,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex InsideSentence();
}
