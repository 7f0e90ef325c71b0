using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class ModelTrialTests
{
    private static readonly RubricTree Tree = TinyCorpus.ReadTree();
    private static readonly Classifier Good = new(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree), 1));

    /// <summary>Learned everything the wrong way round.</summary>
    private static readonly Classifier Bad = new(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree, TinyCorpus.Posts(l => l.StartsWith("road", StringComparison.Ordinal) ? "water-none" : "road-snow")), 1));

    [Test]
    public void AWorseModelIsWorseAndABetterOneIsNot()
    {
        using var fold = new ScratchFile("fold.csv", TinyCorpus.Posts());
        Assert.Multiple(() =>
        {
            Assert.That(ModelTrial.Run(Good, Bad, fold.Path, "text", "rubric").IsNotWorse, Is.False);
            Assert.That(ModelTrial.Run(Bad, Good, fold.Path, "text", "rubric").IsNotWorse);
            Assert.That(ModelTrial.Run(Good, Good, fold.Path, "text", "rubric").IsNotWorse, "as good is good enough");
            Assert.That(ModelTrial.Run(null, Bad, fold.Path, "text", "rubric").IsNotWorse, "the first has no rival");
        });
    }

    [Test]
    public void TheTopicCountsNotTheRubric()
    {
        using var fold = new ScratchFile("fold.csv", TinyCorpus.Posts(l => l == "water-none" ? "water-dirty" : l));
        Assert.That(ModelTrial.Run(null, Good, fold.Path, "text", "rubric").Candidate.Accuracy, Is.GreaterThan(.95));
    }

    [Test]
    public void LabelsThatOnlyOneTreeKnowsDoNotCount()
    {
        using var other = new ScratchFile("tree.csv", TinyCorpus.Tree + "\nnew,Новая,Новая,ЖКХ\n");
        var wider = RubricTree.Load(other.Path);
        var candidate = new Classifier(ModelTrainer.Train(wider, TinyCorpus.Read(wider), 1));
        using var fold = new ScratchFile("fold.csv", TinyCorpus.Posts() + "что-то новое,new\n");
        var trial = ModelTrial.Run(Good, candidate, fold.Path, "text", "rubric");
        Assert.That((trial.Current!.N, trial.Candidate.N), Is.EqualTo((64, 64)));
    }

    [Test]
    public void AFoldWithoutKnownLabelsIsRefused()
    {
        using var fold = new ScratchFile("fold.csv", "text,rubric\nяма,unknown\n");
        Assert.That(() => ModelTrial.Run(Good, Good, fold.Path, "text", "rubric"), Throws.TypeOf<UserError>().With.Message.Contains("fold.csv"));
    }
}
