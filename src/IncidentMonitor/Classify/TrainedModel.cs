using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>
/// All that a classifier is made of. Its columns are, in this order: the topics, the groups, incident-or-not, the three
/// steps of severity, the rubrics (those that are alone in their topic have no weights).
/// </summary>
internal sealed record TrainedModel
{
    public required RubricTree Tree { get; init; }

    /// <summary>Hash of the texts and labels that it was trained on.</summary>
    public required string CorpusHash { get; init; }

    public required Calibration Calibration { get; init; }

    /// <summary>Weight of each bucket's count; 0: never seen in training.</summary>
    public required float[] Idf { get; init; }

    /// <summary>Per column: what a weight of 1 stands for, and the score of an empty text.</summary>
    public required float[] Scale { get; init; }

    public required float[] Bias { get; init; }

    /// <summary>Where each bucket's weights begin in <see cref="Columns"/> and <see cref="Weights"/>; one more for the end.</summary>
    public required int[] Starts { get; init; }

    /// <summary>Columns within a bucket ascend.</summary>
    public required ushort[] Columns { get; init; }

    public required sbyte[] Weights { get; init; }

    /// <summary>How severe messages of each node usually are; null: the rows did not tell.</summary>
    public UsualSeverity? Usual { get; init; }

    /// <summary>Another tree's model whose opinion is read with the text; null: this one stands alone.</summary>
    public Tutor? Tutor { get; init; }

    /// <summary>Which heads are the tutor's, for want of rows to learn them from.</summary>
    public Borrowed Borrows { get; init; }

    public ColumnLayout Layout => field ??= new ColumnLayout(Tree);

    /// <summary>Turns columns into lists by bucket and weights into bytes; each column has its own scale.</summary>
    public static TrainedModel Assemble(RubricTree tree, string corpusHash, float[] idf, IReadOnlyList<WeightColumn> columns)
    {
        var scale = columns.Select(c => c.Largest / sbyte.MaxValue).ToArray();
        var starts = new int[FeatureExtractor.Size + 1];
        foreach (var bucket in columns.SelectMany(c => c.Buckets))
            starts[bucket + 1]++;
        for (var i = 0; i < FeatureExtractor.Size; i++)
            starts[i + 1] += starts[i];
        var next = starts.ToArray();
        var owners = new ushort[starts[^1]];
        var weights = new sbyte[starts[^1]];
        for (var column = 0; column < columns.Count; column++)
        {
            for (var i = 0; i < columns[column].Buckets.Length; i++)
            {
                var at = next[columns[column].Buckets[i]]++;
                owners[at] = (ushort)column;
                weights[at] = (sbyte)MathF.Round(columns[column].Weights[i] / scale[column]);
            }
        }

        return new TrainedModel
        {
            Tree = tree,
            CorpusHash = corpusHash,
            Calibration = new Calibration(),
            Idf = idf,
            Scale = scale,
            Bias = [.. columns.Select(c => c.Bias)],
            Starts = starts,
            Columns = owners,
            Weights = weights,
        };
    }
}

/// <summary>Heads that a model takes from its tutor.</summary>
internal readonly record struct Borrowed(bool Incident, bool Severity);

/// <summary>The heaviest weights of one column.</summary>
internal sealed record WeightColumn(int[] Buckets, float[] Weights, float Bias)
{
    public static readonly WeightColumn Empty = new([], [], 0);

    /// <summary>The weights of at least that size.</summary>
    public WeightColumn Above(float floor)
    {
        var kept = Enumerable.Range(0, Weights.Length).Where(i => MathF.Abs(Weights[i]) >= floor).ToArray();
        return new WeightColumn([.. kept.Select(i => Buckets[i])], [.. kept.Select(i => Weights[i])], Bias);
    }

    public float Largest => Weights.Length == 0 ? 1 : Weights.Max(MathF.Abs);

    /// <summary>Keeps the <paramref name="keep"/> heaviest of dense weights whose last element is the bias.</summary>
    public static WeightColumn Prune(ReadOnlySpan<float> dense, int keep)
    {
        var all = new List<(float Size, int Bucket)>();
        for (var bucket = 0; bucket < dense.Length - 1; bucket++)
        {
            if (dense[bucket] != 0)
                all.Add((MathF.Abs(dense[bucket]), bucket));
        }

        all.Sort((a, b) => b.Size != a.Size ? b.Size.CompareTo(a.Size) : a.Bucket.CompareTo(b.Bucket));
        // Less than half a step of the byte scale rounds to nothing.
        var floor = all.Count == 0 ? 0 : all[0].Size / sbyte.MaxValue / 2;
        var buckets = all.Take(keep).Where(w => w.Size > floor).Select(w => w.Bucket).Order().ToArray();
        var weights = new float[buckets.Length];
        for (var i = 0; i < buckets.Length; i++)
            weights[i] = dense[buckets[i]];
        return new WeightColumn(buckets, weights, dense[^1]);
    }
}

/// <summary>How scores become probabilities and decisions; all of it learned by cross-validation within the training data.</summary>
internal sealed record Calibration
{
    /// <summary>A topic's score is its own and its group's; times this it is a logit.</summary>
    public float TopicSlope { get; init; } = 1;

    /// <summary>Share of belief spread evenly over all topics: even a second careful labelling agrees with the first in only 94 of 100 texts.</summary>
    public float Doubt { get; init; } = .04f;

    /// <summary>As <see cref="TopicSlope"/>, for rubrics within their topic.</summary>
    public float RubricSlope { get; init; } = 1;

    /// <summary>Platt's sigmoid for incident-or-not.</summary>
    public float IncidentSlope { get; init; } = 1;

    public float IncidentOffset { get; init; }

    /// <summary>Probability from which a text counts as an incident; below one half, since a complaint that is missed costs more than one looked at for nothing.</summary>
    public float IncidentThreshold { get; init; } = .35f;

    /// <summary>Scores from which a text is at least medium, at least high, critical.</summary>
    public float[] SeverityThresholds { get; init; } = new float[ColumnLayout.SeverityHeads];

    /// <summary>Below this confidence of the topic a human decides.</summary>
    public float AbstainBelow { get; init; } = .3f;

    /// <summary>High counts even where medium is missed, critical only on top of high.</summary>
    public Severity SeverityOf(ReadOnlySpan<float> steps)
    {
        if (steps[1] >= SeverityThresholds[1])
            return steps[2] >= SeverityThresholds[2] ? Severity.Critical : Severity.High;
        return steps[0] >= SeverityThresholds[0] ? Severity.Medium : Severity.Low;
    }
}
