using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Trains every column of a model on the rows that take part.</summary>
internal sealed class HeadTrainer(RubricTree tree, TrainingSet set, SparseRows rows, Func<int, bool> takesPart, int seed, Action<string, double> progress)
{
    /// <summary>
    /// Weights kept of each column. Of a topic the 5,000 heaviest lose nothing measurable against all; columns that every
    /// text needs may be larger.
    /// </summary>
    private const int KeptOfTopic = 5_000;
    private const int KeptOfGroup = 20_000;
    private const int KeptOfHead = 30_000;
    private const int KeptOfRubric = 1_500;

    /// <summary>C of the support vector machines: few posts a class ask for strong regularisation.</summary>
    private const float Cost = .1f;
    private const float RubricCost = .5f;

    /// <summary>
    /// Weight of the margin's scores beside the softmax's. The softmax tells topics of a group apart best, the machines tell groups
    /// apart best; both are linear, so their sum costs nothing when classifying.
    /// </summary>
    private const float MarginOfTopic = 8;
    private const float MarginOfGroup = 4;

    private readonly ColumnLayout layout = new(tree);
    private readonly WeightColumn[] columns = new WeightColumn[new ColumnLayout(tree).Count];

    public IReadOnlyList<WeightColumn> Train()
    {
        var groupOf = Per(row => set.Rows[row].Node?.Group ?? -1);
        var topicOf = Per(row => set.Rows[row].Node?.Topic ?? -1);
        var softmax = HierarchicalSoftmax.Train(rows, topicOf, groupOf, tree, seed, done => progress("topics and groups", done / 2));
        TrainNodes(softmax, topicOf, 0, tree.Topics.Count, MarginOfTopic, KeptOfTopic);
        TrainNodes(softmax, groupOf, layout.Groups, tree.Groups.Count, MarginOfGroup, KeptOfGroup);
        progress("incident or not", .9);
        columns[layout.Incident] = Machine(Per(row => set.Rows[row].Node is null ? -1 : 1), Cost, KeptOfHead, isBalanced: true);
        progress("severity", .93);
        Parallel.For(0, ColumnLayout.SeverityHeads, head => columns[layout.Severity + head] = Machine(
            Per(row => set.Rows[row].Severity is { } known ? (known > (Severity)head ? 1 : -1) : 0), Cost, KeptOfHead, isBalanced: true));
        progress("rubrics", .96);
        TrainRubrics();
        progress("done", 1);
        return columns;
    }

    private int[] Per(Func<int, int> label)
    {
        var labels = new int[rows.Count];
        for (var row = 0; row < labels.Length; row++)
            labels[row] = takesPart(row) ? label(row) : int.MinValue;
        return labels;
    }

    private void TrainNodes(float[] softmax, int[] nodeOf, int first, int count, float margin, int keep)
    {
        var width = tree.Topics.Count + tree.Groups.Count;
        var done = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, node =>
        {
            var weights = MachineWeights([.. nodeOf.Select(n => n < 0 ? 0 : n == node ? 1 : -1)], Cost, isBalanced: false);
            for (var bucket = 0; bucket < weights.Length; bucket++)
                weights[bucket] = (weights[bucket] * margin) + softmax[(bucket * width) + first + node];
            columns[first + node] = WeightColumn.Prune(weights, keep);
            progress("topics and groups", .5 + (.4 * Interlocked.Increment(ref done) / count));
        });
    }

    /// <summary>Rubrics are told apart within their topic only.</summary>
    private void TrainRubrics()
    {
        var rubricOf = Per(row => set.Rows[row].Node?.Rubric ?? -1);
        Parallel.For(0, tree.Rubrics.Count, rubric =>
        {
            var siblings = tree.RubricsOfTopic[tree.TopicOfRubric(rubric)];
            columns[layout.Rubrics + rubric] = siblings.Length == 1
                ? WeightColumn.Empty
                : Machine([.. rubricOf.Select(r => r < 0 ? 0 : r == rubric ? 1 : siblings.Contains(r) ? -1 : 0)], RubricCost, KeptOfRubric, isBalanced: false);
        });
    }

    private WeightColumn Machine(int[] sign, float cost, int keep, bool isBalanced) =>
        WeightColumn.Prune(MachineWeights(sign, cost, isBalanced), keep);

    /// <param name="sign">1 or -1; anything else leaves the row out.</param>
    /// <param name="isBalanced">Both sides weigh the same, however many rows they have.</param>
    private float[] MachineWeights(int[] sign, float cost, bool isBalanced)
    {
        var weights = new float[FeatureExtractor.Size + 1];
        int positive = sign.Count(s => s == 1), negative = sign.Count(s => s == -1);
        if (positive == 0 || negative == 0)
            return weights;
        var signs = new sbyte[sign.Length];
        var costs = new float[sign.Length];
        for (var row = 0; row < sign.Length; row++)
        {
            signs[row] = sign[row] is 1 or -1 ? (sbyte)sign[row] : (sbyte)0;
            costs[row] = isBalanced ? cost * (positive + negative) / 2 / (sign[row] == 1 ? positive : negative) : cost;
        }

        LinearSvm.Train(rows, signs, costs, weights, seed);
        return weights;
    }
}
