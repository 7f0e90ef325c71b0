namespace IncidentMonitor.Classify;

/// <summary>How the scores of topics and groups are made.</summary>
/// <param name="Balance">Examples of a class weigh (mean class size ÷ its size) to this power.</param>
/// <param name="SoftmaxShare">Weight of the softmax's scores beside the machines', whose own is <see cref="NodeTrainer.Margin"/>.</param>
/// <param name="Cost">C of the machines: the fewer posts a class, the stronger the regularisation.</param>
internal sealed record NodeRecipe(float Balance, float SoftmaxShare, float Cost)
{
    /// <summary>Standard deviation over mean of the topics' sizes: 0.8 in the shipped corpus, 2 in a region's history.</summary>
    private const double SkewedFrom = 1.3;

    /// <summary>For a corpus that was written evenly, with care.</summary>
    public static readonly NodeRecipe Even = new(0, 1, .1f);

    /// <summary>For a history in which few topics have most rows and labels are sloppy.</summary>
    public static readonly NodeRecipe Skewed = new(.25f, .25f, .3f);

    /// <summary>
    /// The recipe for rows of these topics (negative: unknown), by how unevenly they are spread. Cross-validation cannot tell: within an
    /// even corpus it prefers the recipe that does worse on other texts.
    /// </summary>
    public static NodeRecipe For(IEnumerable<int> topics)
    {
        var sizes = topics.Where(t => t >= 0).CountBy(t => t).Select(p => (double)p.Value).ToArray();
        if (sizes.Length < 2)
            return Even;
        var mean = sizes.Average();
        return Math.Sqrt(sizes.Average(n => (n - mean) * (n - mean))) / mean >= SkewedFrom ? Skewed : Even;
    }
}

/// <summary>
/// Trains the columns of topics and groups: the softmax tells topics of a group apart best, support vector machines tell groups apart
/// best; both are linear, so their sum costs nothing when classifying.
/// </summary>
/// <param name="topicOf">Topic of each row; negative: unknown.</param>
/// <param name="groupOf">Group of each row; negative: the row takes no part.</param>
internal sealed class NodeTrainer(RubricTree tree, SparseRows rows, int[] topicOf, int[] groupOf, int seed)
{
    /// <summary>
    /// Weights kept, per topic on average. All columns share one scale, so the lightest of all go, whichever column they are in: a
    /// frequent topic needs more weights than a rare one. So many lose nothing measurable against all.
    /// </summary>
    private const int KeptPerTopic = 5_000;
    private const int MostOfNode = 30_000;

    /// <summary>Weight of the machines' scores of topics, and of groups.</summary>
    public const float Margin = 8;
    private const float GroupMargin = 4;

    private readonly int width = tree.Topics.Count + tree.Groups.Count;
    private readonly NodeRecipe recipe = NodeRecipe.For(topicOf);

    /// <summary>The topics' columns, then the groups'.</summary>
    public WeightColumn[] Train(Action<double> progress)
    {
        var softmax = HierarchicalSoftmax.Train(rows, topicOf, groupOf, tree, seed, done => progress(done / 2));
        var columns = new WeightColumn[width];
        var done = 0;
        Parallel.For(0, width, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, node =>
        {
            var isTopic = node < tree.Topics.Count;
            columns[node] = isTopic
                ? Blend(softmax, topicOf, node, node, Margin)
                : Blend(softmax, groupOf, node - tree.Topics.Count, node, GroupMargin);
            progress(.5 + (.5 * Interlocked.Increment(ref done) / width));
        });
        return Prune(columns);
    }

    private WeightColumn Blend(float[] softmax, int[] nodeOf, int node, int column, float margin)
    {
        var machine = new Machine(rows, [.. nodeOf.Select(n => n < 0 ? 0 : n == node ? 1 : -1)], recipe.Cost);
        var meanSize = (float)(machine.Positive + machine.Negative) / (nodeOf == topicOf ? tree.Topics.Count : tree.Groups.Count);
        var weights = machine.Train(MathF.Pow(meanSize / Math.Max(1, machine.Positive), recipe.Balance), 1, seed);
        for (var bucket = 0; bucket < weights.Length; bucket++)
            weights[bucket] = (weights[bucket] * margin) + (softmax[(bucket * width) + column] * recipe.SoftmaxShare);
        return WeightColumn.Prune(weights, MostOfNode);
    }

    private WeightColumn[] Prune(WeightColumn[] columns)
    {
        var sizes = columns.SelectMany(c => c.Weights).Select(MathF.Abs).ToArray();
        var keep = KeptPerTopic * tree.Topics.Count;
        if (sizes.Length <= keep)
            return columns;
        Array.Sort(sizes);
        return [.. columns.Select(c => c.Above(sizes[^keep]))];
    }
}
