using System.Diagnostics;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>What <c>evaluate</c> prints. Shares are of <see cref="N"/>, 0 to 1.</summary>
/// <param name="Top3">The right node is among the first three topics (for a rubric: within them and their likeliest).</param>
/// <param name="Ece">Expected calibration error of the answer's confidence over ten bins of equal width.</param>
/// <param name="TextsPerSecond">On one thread, from raw text; of many texts the first 1,000 warm the runtime up and are not timed.</param>
public sealed record EvaluationResult(int N, double Accuracy, double Top3, double MacroF1, double WeightedF1, double GroupAccuracy, double Ece, double TextsPerSecond);

/// <summary>Compares a classifier's answers with labels.</summary>
internal sealed class Evaluation(Classifier classifier, IReadOnlyDictionary<string, List<TreeNode>>? accepted)
{
    private const int Bins = 10;
    private const int WarmUp = 1_000;

    private readonly RubricTree tree = classifier.Tree;
    private readonly Dictionary<string, (int Right, int Said, int Real)> counts = [];
    private readonly Dictionary<(string Label, string Answer), int> confused = [];
    private readonly (int Count, double Confidence, int Right)[] bins = new (int, double, int)[Bins];
    private TimeSpan spent;
    private int timed;
    private int right;
    private int rightInThree;
    private int rightGroup;

    public int Count { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>Reads a CSV label,accept; an accepted name that the tree does not have is passed over.</summary>
    public static IReadOnlyDictionary<string, List<TreeNode>> ReadAccepted(string path, RubricTree tree)
    {
        using var table = Table.Open(path);
        int label = table.Require("label"), accept = table.Require("accept");
        var accepted = new Dictionary<string, List<TreeNode>>();
        foreach (var row in table.Rows())
        {
            if (tree.Find(row.Cell(accept)) is not { } node)
                continue;
            var key = Names.Key(row.Cell(label));
            if (!accepted.TryGetValue(key, out var nodes))
                accepted[key] = nodes = [];
            nodes.Add(node);
        }

        return accepted;
    }

    public void Run(string path, string textColumn, string labelColumn, string? groupColumn)
    {
        using var table = Table.Open(path);
        int text = table.Require(textColumn), label = table.Require(labelColumn);
        int? group = groupColumn is null ? null : table.Require(groupColumn);
        var rows = new List<(string Text, string Label, List<TreeNode> Wanted, string Group)>();
        foreach (var row in table.Rows())
        {
            var wanted = Wanted(row.Cell(label));
            if (wanted.Count == 0 || string.IsNullOrWhiteSpace(row.Cell(text)))
                Skipped++;
            else
                rows.Add((row.Cell(text), row.Cell(label), wanted, row.Cell(group)));
        }

        var answers = new Label[rows.Count];
        var warm = rows.Count > 2 * WarmUp ? WarmUp : 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < answers.Length; i++)
        {
            if (i == warm)
                start = Stopwatch.GetTimestamp();
            answers[i] = classifier.Classify(rows[i].Text, alternatives: 2);
        }

        spent += Stopwatch.GetElapsedTime(start);
        timed += answers.Length - warm;
        for (var i = 0; i < answers.Length; i++)
            Measure(answers[i], rows[i].Label, rows[i].Wanted, rows[i].Group);
    }

    /// <summary>Pairs of label and wrong answer, the most frequent first.</summary>
    public IEnumerable<(string Label, string Answer, int Rows)> MostConfused() =>
        confused.OrderByDescending(p => p.Value).Select(p => (p.Key.Label, p.Key.Answer, p.Value));

    public EvaluationResult Result()
    {
        double macro = 0, weighted = 0;
        var classes = 0;
        foreach (var (hits, said, real) in counts.Values)
        {
            var f1 = said + real == 0 ? 0 : 2.0 * hits / (said + real);
            weighted += f1 * real / Count;
            if (real == 0)
                continue;
            macro += f1;
            classes++;
        }

        var ece = bins.Sum(b => b.Count == 0 ? 0 : Math.Abs(b.Right - b.Confidence) / Count);
        return new EvaluationResult(Count, Round((double)right / Count), Round((double)rightInThree / Count), Round(macro / classes), Round(weighted),
            Round((double)rightGroup / Count), Round(ece), Math.Round(timed / spent.TotalSeconds));
    }

    private static double Round(double share) => Math.Round(share, 4);

    private List<TreeNode> Wanted(string label)
    {
        if (accepted is not null)
            return accepted.TryGetValue(Names.Key(label), out var nodes) ? nodes : [];
        return !string.IsNullOrWhiteSpace(label) && tree.Find(label) is { } node ? [node] : [];
    }

    private void Measure(Label answer, string label, List<TreeNode> wanted, string group)
    {
        var isRubric = wanted.TrueForAll(n => n.Rubric is not null && tree.RubricsOfTopic[n.Topic!.Value].Length > 1);
        var isRight = wanted.Exists(n => Matches(n, answer.Topic, answer.Rubric.Id));
        var groups = group.Length > 0 ? [Names.Key(group)] : wanted.Select(n => Names.Key(tree.Groups[n.Group])).ToArray();
        Count++;
        right += isRight ? 1 : 0;
        rightInThree += isRight || answer.Alternatives.Any(a => wanted.Exists(n => Matches(n, a.Topic, a.Rubric.Id))) ? 1 : 0;
        rightGroup += groups.Contains(Names.Key(answer.Group)) ? 1 : 0;

        var confidence = isRubric ? answer.Rubric.Confidence : answer.Confidence;
        ref var bin = ref bins[Math.Clamp((int)(confidence * Bins), 0, Bins - 1)];
        bin = (bin.Count + 1, bin.Confidence + confidence, bin.Right + (isRight ? 1 : 0));

        // With several right answers the label itself is the class: a right answer counts for it, a wrong one for its first label.
        var real = Names.Key(label);
        var said = isRight ? real : Names.Key(isRubric ? answer.Rubric.Name : answer.Topic);
        Add(real, (isRight ? 1 : 0, 0, 1));
        Add(said, (0, 1, 0));
        if (!isRight)
            confused[(label, answer.Topic)] = confused.GetValueOrDefault((label, answer.Topic)) + 1;
    }

    private bool Matches(TreeNode node, string topic, string rubric) =>
        node.Rubric is { } leaf ? tree.Rubrics[leaf].Id == rubric : tree.Topics[node.Topic!.Value] == topic;

    private void Add(string label, (int Right, int Said, int Real) more)
    {
        var (hits, said, real) = counts.GetValueOrDefault(label);
        counts[label] = (hits + more.Right, said + more.Said, real + more.Real);
    }
}
