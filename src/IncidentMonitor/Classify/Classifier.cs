using System.Collections.Concurrent;
using System.Numerics.Tensors;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Labels texts with a trained model. Safe for many threads; a call allocates little more than its answer.</summary>
public sealed class Classifier
{
    /// <summary>Share of the vector's length that the context may have beside the text itself.</summary>
    private const float ContextWeight = .4f;

    private const int MaxBecause = 5;

    private readonly TrainedModel model;
    private readonly Scorer scorer;
    private readonly RubricScorer rubricScorer;
    private readonly ColumnLayout layout;
    private readonly Tutor? tutor;
    private readonly ConcurrentBag<Workspace> idle = [];

    internal Classifier(TrainedModel model)
    {
        this.model = model;
        scorer = new Scorer(model);
        rubricScorer = new RubricScorer(model);
        layout = model.Layout;
        tutor = model.Tutor;
    }

    /// <summary>The tree that the model was trained for.</summary>
    public RubricTree Tree => model.Tree;

    /// <summary>Reads a model and checks it against the manifest beside it, if there is one that names it.</summary>
    /// <param name="tree">The tree in use; a model trained for another one is refused.</param>
    /// <exception cref="Commands.UserError">No model, a damaged one, or one that does not match its manifest or the tree.</exception>
    public static Classifier Load(string path, RubricTree? tree = null)
    {
        ModelManifest.Check(path);
        var model = ModelFile.Read(path);
        if (tree is not null && tree.Hash != model.Tree.Hash)
            throw new Commands.UserError($"{path} was trained for another tree ({model.Tree.Rubrics.Count} rubrics, hash {model.Tree.Hash}) than the one in use ({tree.Rubrics.Count} rubrics, hash {tree.Hash}); train it anew or restore the tree", 2);
        // What may change without training, such as which rubrics are enabled, is the tree's in use.
        return new Classifier(tree is null ? model : model with { Tree = tree });
    }

    /// <param name="context">The text that this one answers; it speaks with a lower voice.</param>
    /// <param name="alternatives">How many further topics to name.</param>
    public Label Classify(string text, string? context = null, int alternatives = 3)
    {
        var work = idle.TryTake(out var rested) ? rested : new Workspace(scorer.Width, Tree.Topics.Count);
        var label = Classify(text, context, alternatives, work);
        idle.Add(work);
        return label;
    }

    /// <summary>What each topic of the tree is believed to be worth, summing to 1.</summary>
    internal void TopicProbabilities(string text, string? context, Span<float> into)
    {
        var work = idle.TryTake(out var rested) ? rested : new Workspace(scorer.Width, Tree.Topics.Count);
        Read(text, context, work);
        scorer.Score(work.Vector.Buckets, work.Vector.Values, work.Scores);
        layout.TopicScores(work.Scores, into);
        Believe(into);
        idle.Add(work);
    }

    /// <summary>Scores of topics become probabilities.</summary>
    private void Believe(Span<float> topics)
    {
        var calibration = model.Calibration;
        TensorPrimitives.Multiply(topics, calibration.TopicSlope, topics);
        Probability.SoftMax(topics);
        TensorPrimitives.Multiply(topics, 1 - calibration.Doubt, topics);
        TensorPrimitives.Add(topics, calibration.Doubt / topics.Length, topics);
    }

    private Label Classify(string text, string? context, int alternatives, Workspace work)
    {
        Read(text, context, work);
        scorer.Score(work.Vector.Buckets, work.Vector.Values, work.Scores);
        work.Text.Lay(work.Vector.Buckets, work.Vector.Values);
        var calibration = model.Calibration;
        var probability = work.Topics.AsSpan();
        layout.TopicScores(work.Scores, probability);
        var incident = 1 / (1 + MathF.Exp(-(calibration.IncidentSlope * layout.IncidentScore(work.Scores, probability)) - calibration.IncidentOffset));
        var threshold = calibration.IncidentThreshold;
        Label? borrowed = null;
        if (tutor is not null && (model.Borrows.Incident || model.Borrows.Severity))
        {
            borrowed = tutor.Answer(text, context);
            if (model.Borrows.Incident)
                (incident, threshold) = ((float)borrowed.IncidentProbability, tutor.Model.Calibration.IncidentThreshold);
        }

        Believe(probability);
        var order = work.Best(probability, Math.Clamp(alternatives, 0, probability.Length - 1) + 1);
        var topic = order[0];
        var others = new Alternative[order.Length - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var other = order[i + 1];
            others[i] = new Alternative(Tree.Topics[other], Tree.Groups[Tree.GroupOfTopic(other)], probability[other], Score(probability[other], BestRubric(other, work)));
        }

        var rubric = BestRubric(topic, work);
        var steps = work.Scores.AsSpan(layout.Severity, ColumnLayout.SeverityHeads);
        model.Usual?.Lean(probability, topic, rubric.Index, steps);
        work.Text.Lift(work.Vector.Buckets);
        var isIncident = incident >= threshold;
        return new Label
        {
            IsIncident = isIncident,
            IncidentProbability = incident,
            Severity = model.Borrows.Severity && borrowed is not null ? borrowed.Severity : calibration.SeverityOf(steps),
            Topic = Tree.Topics[topic],
            Group = Tree.Groups[Tree.GroupOfTopic(topic)],
            Block = Tree.BlockOfTopic(topic),
            Confidence = probability[topic],
            NeedsHuman = isIncident && probability[topic] < calibration.AbstainBelow,
            Rubric = Score(probability[topic], rubric),
            Alternatives = others,
            Because = Because(topic, work),
        };
    }

    private void Read(string text, string? context, Workspace work)
    {
        ReadWords(text, context, work);
        tutor?.Testify(text, context, work.Vector);
    }

    /// <summary>The text comes last, so that what the extractor remembers is the text's, not the context's.</summary>
    private void ReadWords(string text, string? context, Workspace work)
    {
        work.Vector.Clear();
        if (string.IsNullOrWhiteSpace(context))
        {
            work.Extractor.Extract(text, model.Idf, work.Vector);
            return;
        }

        work.Extractor.Extract(context, model.Idf, work.Vector);
        var own = work.Vector.Count;
        work.Extractor.Extract(text, model.Idf, work.Vector);
        var length = 1 / MathF.Sqrt(1 + (ContextWeight * ContextWeight));
        TensorPrimitives.Multiply(work.Vector.Values[..own], length * ContextWeight, work.Vector.Values[..own]);
        TensorPrimitives.Multiply(work.Vector.Values[own..], length, work.Vector.Values[own..]);
    }

    /// <summary>The likeliest enabled rubric of a topic; where none is enabled yet, the topic's first stands for it.</summary>
    private (int Index, float Share) BestRubric(int topic, Workspace work)
    {
        var siblings = Tree.RubricsOfTopic[topic];
        var best = siblings[0];
        var share = 1f;
        if (siblings.Length > 1)
        {
            var sum = 0f;
            var top = 0f;
            foreach (var rubric in siblings)
            {
                if (!Tree.Rubrics[rubric].Enabled)
                    continue;
                var weight = MathF.Exp(Math.Clamp(rubricScorer.Score(rubric, work.Text) * model.Calibration.RubricSlope, -40, 40));
                sum += weight;
                if (weight > top)
                    (top, best) = (weight, rubric);
            }

            share = sum > 0 ? top / sum : 1;
        }

        return (best, share);
    }

    private RubricScore Score(float confidence, (int Index, float Share) rubric) =>
        new(Tree.Rubrics[rubric.Index].Id, Tree.Rubrics[rubric.Index].Name, confidence * rubric.Share);

    /// <summary>
    /// Words by what they added to the topic's score; words that spoke against it are not named. Where no word is known, all are
    /// misspelled: then their characters speak.
    /// </summary>
    private List<string> Because(int topic, Workspace work)
    {
        var scanner = work.Extractor.Scanner;
        work.Words.Clear();
        Weigh(topic, FeatureExtractor.HalfSize, work);
        if (work.Words.Count == 0)
            Weigh(topic, FeatureExtractor.TextSize, work);

        work.Words.Sort((a, b) => b.Sum != a.Sum ? b.Sum.CompareTo(a.Sum) : a.Word.CompareTo(b.Word));
        var because = new List<string>(MaxBecause);
        foreach (var (_, word) in work.Words)
        {
            var place = scanner.Words[word];
            var original = scanner.Source.Substring(place.SourceStart, place.SourceLength);
            if (!because.Contains(original, StringComparer.OrdinalIgnoreCase))
                because.Add(original);
            if (because.Count == MaxBecause)
                break;
        }

        return because;
    }

    /// <summary>Notes each word whose buckets below <paramref name="end"/> spoke for the topic.</summary>
    private void Weigh(int topic, int end, Workspace work)
    {
        var group = layout.Groups + Tree.GroupOfTopic(topic);
        for (var word = 0; word < work.Extractor.Scanner.Words.Length; word++)
        {
            var sum = 0f;
            foreach (var bucket in work.Extractor.BucketsOf(word))
            {
                if (bucket < end && model.Idf[bucket] > 0)
                    sum += model.Idf[bucket] * (scorer.Weight(bucket, topic) + scorer.Weight(bucket, group));
            }

            if (sum > 0)
                work.Words.Add((sum, word));
        }
    }

    private sealed class Workspace(int width, int topics)
    {
        public FeatureExtractor Extractor { get; } = new();

        public FeatureVector Vector { get; } = new();

        public float[] Scores { get; } = new float[width];

        public float[] Topics { get; } = new float[topics];

        /// <summary>Empty between two texts.</summary>
        public DenseText Text { get; } = new();

        public List<(float Sum, int Word)> Words { get; } = [];

        private int[] order = new int[4];

        /// <summary>Indexes of the largest values, largest first; the first of equals wins.</summary>
        public ReadOnlySpan<int> Best(ReadOnlySpan<float> values, int count)
        {
            if (order.Length < count)
                order = new int[count];
            var found = 0;
            for (var i = 0; i < values.Length; i++)
            {
                if (found == count && values[i] <= values[order[found - 1]])
                    continue;
                var at = found < count ? found++ : found - 1;
                for (; at > 0 && values[order[at - 1]] < values[i]; at--)
                    order[at] = order[at - 1];
                order[at] = i;
            }

            return order.AsSpan(0, found);
        }
    }
}
