using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Trains every column of a model on the rows that take part.</summary>
internal sealed class HeadTrainer
{
    private const int KeptOfHead = 30_000;
    private const int KeptOfRubric = 600;
    private const float HeadCost = .1f;
    private const float RubricCost = .5f;

    private readonly RubricTree tree;
    private readonly TrainingSet set;
    private readonly SparseRows rows;
    private readonly Func<int, bool> takesPart;
    private readonly int seed;
    private readonly NodeTrainer nodes;

    public HeadTrainer(RubricTree tree, TrainingSet set, SparseRows rows, Func<int, bool> takesPart, int seed)
    {
        this.tree = tree;
        this.set = set;
        this.rows = rows;
        this.takesPart = takesPart;
        this.seed = seed;
        nodes = new NodeTrainer(tree, rows, Per(row => row.Node?.Topic ?? -1), Per(row => row.Node?.Group ?? -1), seed);
    }

    public IReadOnlyList<WeightColumn> Train(Action<string, double> progress)
    {
        var topicsAndGroups = nodes.Train(done => progress("topics and groups", done * .9));
        progress("incident or not", .9);
        var incident = Head(Per(row => row.Node is null ? -1 : 1));
        progress("severity", .93);
        var severity = new WeightColumn[ColumnLayout.SeverityHeads];
        Parallel.For(0, severity.Length, step => severity[step] = Head(Per(row => row.Severity is { } known ? (known > (Severity)step ? 1 : -1) : 0)));
        progress("rubrics", .96);
        var rubrics = TrainRubrics();
        progress("done", 1);
        return [.. topicsAndGroups, incident, .. severity, .. rubrics];
    }

    private int[] Per(Func<TrainingSet.Row, int> label)
    {
        var labels = new int[rows.Count];
        for (var row = 0; row < labels.Length; row++)
            labels[row] = takesPart(row) ? label(set.Rows[row]) : int.MinValue;
        return labels;
    }

    private WeightColumn Head(int[] sides) => WeightColumn.Prune(new Machine(rows, sides, HeadCost).TrainBalanced(seed), KeptOfHead);

    /// <summary>Rubrics are told apart within their topic only.</summary>
    private WeightColumn[] TrainRubrics()
    {
        var rubricOf = Per(row => row.Node?.Rubric ?? -1);
        var columns = new WeightColumn[tree.Rubrics.Count];
        Parallel.For(0, columns.Length, rubric =>
        {
            var siblings = tree.RubricsOfTopic[tree.TopicOfRubric(rubric)];
            if (siblings.Length == 1)
            {
                columns[rubric] = WeightColumn.Empty;
                return;
            }

            var sides = rubricOf.Select(r => r < 0 ? 0 : r == rubric ? 1 : siblings.Contains(r) ? -1 : 0).ToArray();
            columns[rubric] = WeightColumn.Prune(new Machine(rows, sides, RubricCost).Train(1, 1, seed), KeptOfRubric);
        });
        return columns;
    }
}
