namespace IncidentMonitor.Classify;

/// <summary>
/// Trains a model: the heads on all rows, the calibration on rows that the heads had not seen (cross-validation).
/// Deterministic: the same rows, seed and machine give the same model.
/// </summary>
internal sealed class ModelTrainer
{
    private const int Folds = 2;

    private readonly RubricTree tree;
    private readonly TrainingSet set;
    private readonly int seed;
    private readonly Action<string, double> progress;
    private readonly float[] idf;
    private readonly SparseRows rows = new();
    private readonly Tutor? tutor;

    private ModelTrainer(RubricTree tree, TrainingSet set, int seed, Tutor? tutor, Action<string, double> progress)
    {
        this.tutor = tutor;
        this.tree = tree;
        this.set = set;
        this.seed = seed;
        this.progress = progress;
        idf = InverseFrequencies(set);
        var extractor = new FeatureExtractor();
        var vector = new FeatureVector();
        foreach (var row in set.Rows)
        {
            vector.Clear();
            extractor.Extract(row.Text, idf, vector);
            tutor?.Testify(row.Text, null, vector);
            rows.Add(vector);
        }
    }

    /// <param name="tutor">A model for another tree that helps; null: the rows alone teach.</param>
    /// <param name="progress">Told the step's name and how far it is, 0 to 1.</param>
    public static TrainedModel Train(RubricTree tree, TrainingSet set, int seed, Tutor? tutor = null, Action<string, double>? progress = null) =>
        new ModelTrainer(tree, set, seed, tutor, progress ?? ((_, _) => { })).Train();

    private TrainedModel Train()
    {
        var fold = set.Rows.Select(row => FoldOf(row.Text)).ToArray();
        var usual = set.Rows.Any(row => row.Severity is not null) ? UsualSeverity.Of(tree, set.Rows) : null;
        var calibrator = new Calibrator(tree, set, usual);
        for (var held = 0; held < Folds; held++)
        {
            var model = TrainHeads(row => fold[row] != held, $"{held + 1} of {Folds + 1}: ");
            var scorer = new Scorer(model);
            var rubricScorer = new RubricScorer(model);
            var scores = new float[scorer.Width];
            var text = new DenseText();
            for (var row = 0; row < rows.Count; row++)
            {
                if (fold[row] != held)
                    continue;
                scorer.Score(rows.Buckets(row), rows.Values(row), scores);
                text.Lay(rows.Buckets(row), rows.Values(row));
                calibrator.Observe(row, scores, rubric => rubricScorer.Score(rubric, text));
                text.Lift(rows.Buckets(row));
            }
        }

        return TrainHeads(_ => true, $"{Folds + 1} of {Folds + 1}: ") with { Calibration = calibrator.Fit(), Usual = usual };
    }

    private TrainedModel TrainHeads(Func<int, bool> takesPart, string prefix)
    {
        var columns = new HeadTrainer(tree, set, rows, takesPart, seed).Train((step, done) => progress(prefix + step, done));
        return TrainedModel.Assemble(tree, set.Hash(), idf, columns) with
        {
            Tutor = tutor,
            Borrows = tutor is null ? default : new Borrowed(!set.Rows.Any(r => r.Node is null), !set.Rows.Any(r => r.Severity is not null)),
        };
    }

    /// <summary>Identical texts share a fold, or the calibration would be measured on what was learned by heart.</summary>
    private static int FoldOf(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619u;
        return (int)((hash >> 8) % Folds);
    }

    private static float[] InverseFrequencies(TrainingSet set)
    {
        var texts = new int[FeatureExtractor.Size];
        var extractor = new FeatureExtractor();
        var vector = new FeatureVector();
        foreach (var row in set.Rows)
        {
            vector.Clear();
            extractor.Extract(row.Text, [], vector);
            foreach (var bucket in vector.Buckets)
                texts[bucket]++;
        }

        return [.. texts.Select(n => n == 0 ? 0 : (float)(Half)(MathF.Log((1f + set.Rows.Count) / (1 + n)) + 1))];
    }
}
