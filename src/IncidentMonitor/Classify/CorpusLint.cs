namespace IncidentMonitor.Classify;

/// <summary>What may be wrong with a text, a word or a rubric of the corpus.</summary>
public enum LintKind
{
    /// <summary>The same or nearly the same text under labels that cannot both be right.</summary>
    Conflict,

    /// <summary>Seven words in a row that a real message has too.</summary>
    RealOverlap,

    /// <summary>Mostly the words of an earlier text with the same label.</summary>
    NearDuplicate,

    /// <summary>An earlier text with a few words exchanged.</summary>
    Template,

    /// <summary>A proper name that gives a topic away.</summary>
    TellingName,

    /// <summary>A rubric with too few texts.</summary>
    ThinRubric,
}

/// <summary>One finding.</summary>
/// <param name="Rubric">Label of the text; for a name the topic.</param>
/// <param name="At">File and row.</param>
/// <param name="Other">Label of the other text.</param>
public sealed record LintFinding(LintKind Kind, string Rubric, string Text, string? At = null, string? Other = null, string? OtherText = null, string? OtherAt = null);

/// <summary>Looks for what would teach a classifier wrongly. Time and memory grow with the number of texts, not with its square.</summary>
internal sealed class CorpusLint(RubricTree tree)
{
    /// <summary>Texts that a rubric should have.</summary>
    public const int Enough = 25;

    /// <summary>Words in a row that nobody writes twice by chance.</summary>
    private const int Overlap = 7;

    /// <summary>Shared part of all words (Jaccard) from which texts are near-duplicates, or so alike that one label must hold for both.</summary>
    private const double Near = .75, Same = .9;

    /// <summary>Shorter texts coincide by themselves («Нет воды»).</summary>
    private const int FewestWords = 4, FewestForTemplate = 7;

    private readonly List<CorpusText> texts = [];
    private readonly HashSet<ulong> real = [];

    public int Count => texts.Count;

    public void Add(string path) => texts.AddRange(CorpusText.Read(path, tree));

    /// <summary>Reads real messages that no text of the corpus may repeat.</summary>
    public void AddReal(string path)
    {
        using var table = Table.Open(path);
        var text = table.Require("text");
        foreach (var row in table.Rows())
        {
            foreach (var (hash, _) in Runs(Normalise.Normaliser.Normalise(row.Cell(text)).Clean))
                real.Add(hash);
        }
    }

    public IEnumerable<LintFinding> Run() => Overlaps().Concat(Twins()).Concat(TellingNames.In(texts, tree)).Concat(Thin());

    private IEnumerable<LintFinding> Overlaps()
    {
        foreach (var text in texts)
        {
            foreach (var (hash, words) in Runs(text.Clean))
            {
                if (!real.Contains(hash))
                    continue;
                yield return new LintFinding(LintKind.RealOverlap, text.Label, text.Text, text.At, OtherText: words);
                break;
            }
        }
    }

    /// <summary>At most one conflict and one of near-duplicate and template for each text: the closest earlier one.</summary>
    private IEnumerable<LintFinding> Twins()
    {
        NearTexts words = new(), skeletons = new();
        for (var i = 0; i < texts.Count; i++)
        {
            var text = texts[i];
            CorpusText? conflict = null, twin = null;
            double conflictAt = Same, twinAt = Near;
            foreach (var at in words.SameWords(i, text.Shape))
            {
                var other = texts[at];
                var similarity = Similarity(text, other);
                if (similarity >= conflictAt && !text.Agrees(other))
                    (conflict, conflictAt) = (other, similarity);
                else if (similarity >= twinAt && text.Agrees(other))
                    (twin, twinAt) = (other, similarity);
            }

            if (conflict is not null)
                yield return Pair(LintKind.Conflict, text, conflict);
            var differences = Math.Clamp(text.Stems.Count / 4, 1, 3);
            var template = text.Stems.Count < FewestForTemplate ? null
                : skeletons.SameSkeleton(i, text.Stems, differences).Select(at => texts[at]).FirstOrDefault(other => Differences(text, other) <= differences);
            if (twin is not null)
                yield return Pair(LintKind.NearDuplicate, text, twin);
            else if (template is not null && template != conflict)
                yield return Pair(LintKind.Template, text, template);
        }
    }

    private static double Similarity(CorpusText a, CorpusText b)
    {
        if (a.Clean == b.Clean)
            return 1;
        return Math.Min(a.Shape.Count, b.Shape.Count) < FewestWords ? 0 : a.Shape.Similarity(b.Shape);
    }

    private static int Differences(CorpusText a, CorpusText b)
    {
        if (a.Stems.Count != b.Stems.Count)
            return int.MaxValue;
        var differences = 0;
        for (var i = 0; i < a.Stems.Count; i++)
            differences += a.Stems[i] == b.Stems[i] ? 0 : 1;
        return differences;
    }

    private IEnumerable<LintFinding> Thin()
    {
        var counts = texts.Where(t => t.Node?.Rubric is not null).CountBy(t => t.Node!.Value.Rubric!.Value).ToDictionary();
        for (var i = 0; i < tree.Rubrics.Count; i++)
        {
            var count = counts.GetValueOrDefault(i);
            if (count < Enough)
                yield return new LintFinding(LintKind.ThinRubric, tree.Rubrics[i].Id, $"{tree.Rubrics[i].Name}: {count}");
        }
    }

    private static LintFinding Pair(LintKind kind, CorpusText text, CorpusText other) => new(kind, text.Label, text.Text, text.At, other.Label, other.Text, other.At);

    /// <summary>Every run of <see cref="Overlap"/> words with its hash.</summary>
    private static IEnumerable<(ulong Hash, string Words)> Runs(string clean)
    {
        var words = clean.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + Overlap <= words.Length; i++)
        {
            var run = string.Join(' ', words, i, Overlap);
            yield return (NearTexts.HashOf(run), run);
        }
    }
}
