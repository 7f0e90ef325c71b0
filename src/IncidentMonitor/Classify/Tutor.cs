using System.Numerics.Tensors;

namespace IncidentMonitor.Classify;

/// <summary>
/// A model for another tree whose opinion of a text is a feature of this one: a region with a few thousand rows learns which of the
/// tutor's topics its own themes are, instead of learning each word anew. What it does not teach itself (no texts that are no incidents,
/// no severities among its rows) it takes from the tutor whole.
/// </summary>
internal sealed class Tutor
{
    /// <summary>Opinions below it (a probability of .0009) are noise and are left out.</summary>
    private const float Least = .03f;

    private readonly Classifier classifier;

    public Tutor(TrainedModel model)
    {
        if (model.Tree.Topics.Count > FeatureExtractor.TutorSize)
            throw new Commands.UserError($"A base model may have {FeatureExtractor.TutorSize} topics at most, this one has {model.Tree.Topics.Count}; train with `--base none`", 2);
        Model = model;
        classifier = new Classifier(model);
    }

    public TrainedModel Model { get; }

    /// <summary>Adds the square roots of the topics' probabilities, a vector of unit length.</summary>
    public void Testify(string text, string? context, FeatureVector into)
    {
        Span<float> opinion = stackalloc float[FeatureExtractor.TutorSize];
        opinion = opinion[..Model.Tree.Topics.Count];
        classifier.TopicProbabilities(text, context, opinion);
        TensorPrimitives.Sqrt<float>(opinion, opinion);
        for (var topic = 0; topic < opinion.Length; topic++)
        {
            if (opinion[topic] >= Least)
                into.Add(FeatureExtractor.TextSize + topic, opinion[topic]);
        }
    }

    /// <summary>Its own answer, for the heads that a model did not learn itself.</summary>
    public Model.Label Answer(string text, string? context) => classifier.Classify(text, context, 0);
}
