using IncidentMonitor.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

public sealed class ClassifierTests
{
    private static readonly RubricTree Tree = TinyCorpus.ReadTree();
    private static readonly Classifier Learned = new(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree), 1));

    [TestCase("")]
    [TestCase("🔥🔥🔥")]
    [TestCase("https://vk.com/wall-1_2")]
    public void ATextWithoutWordsGetsAnAnswerToo(string text)
    {
        var label = Learned.Classify(text);
        Assert.Multiple(() =>
        {
            Assert.That(label.Confidence, Is.InRange(0, 1));
            Assert.That(label.Because, Is.Empty);
        });
    }

    [Test]
    public void ProbabilitiesOfAllTopicsSumToOne()
    {
        var label = Learned.Classify("яма и снег", alternatives: 99);
        Assert.Multiple(() =>
        {
            Assert.That(label.Alternatives, Has.Count.EqualTo(2), "the other topics of the tree");
            Assert.That(label.Confidence + label.Alternatives.Sum(a => a.Confidence), Is.EqualTo(1).Within(1e-5));
            Assert.That(label.Alternatives, Is.Ordered.Descending.By(nameof(IncidentMonitor.Model.Alternative.Confidence)));
            Assert.That(label.Rubric.Confidence, Is.LessThanOrEqualTo(label.Confidence));
        });
    }

    [Test]
    public void NoAlternativesOnDemand() => Assert.That(Learned.Classify("яма", alternatives: 0).Alternatives, Is.Empty);

    [Test]
    public void BecauseNamesWordsOfTheText()
    {
        var label = Learned.Classify("Огромная ЯМА, колесо пробил");
        Assert.That(label.Because, Does.Contain("ЯМА").And.All.Matches<string>(w => "Огромная ЯМА, колесо пробил".Contains(w!, StringComparison.Ordinal)));
    }

    [Test]
    public void TheContextSpeaksWhereTheTextIsSilent() => Assert.Multiple(() =>
    {
        Assert.That(Learned.Classify("и у нас тоже", "Второй день нет воды в кранах").Topic, Is.EqualTo("Водоснабжение"));
        Assert.That(Learned.Classify("яма на дороге, колесо пробил", "вода пахнет").Topic, Is.EqualTo("Дорожное покрытие"));
        Assert.That(Learned.Classify("и у нас тоже яма", "нет воды").Because, Does.Contain("яма").And.Not.Contain("воды"));
    });

    [Test]
    public void ManyThreadsGetTheAnswersOfOne()
    {
        string[] texts = ["яма на дороге", "нет воды", "ржавая вода", "снег не чистят", "продам щенка"];
        var alone = texts.Select(t => Learned.Classify(t).Confidence).ToArray();
        var together = new double[500];
        Parallel.For(0, together.Length, i => together[i] = Learned.Classify(texts[i % texts.Length]).Confidence);
        Assert.That(together.Select((c, i) => c == alone[i % texts.Length]), Has.All.True);
    }

    [Test]
    public void ARubricThatIsNotEnabledIsNotChosen()
    {
        using var file = new ScratchFile("tree.csv", TinyCorpus.Tree.ReplaceLineEndings("\n")
            .Replace("group\n", "group,enabled\n", StringComparison.Ordinal)
            .Replace("water-dirty,Грязная вода,Водоснабжение,ЖКХ", "water-dirty,Грязная вода,Водоснабжение,ЖКХ,false", StringComparison.Ordinal));
        var tree = RubricTree.Load(file.Path);
        var learned = new Classifier(ModelTrainer.Train(tree, TinyCorpus.Read(tree), 1));
        var label = learned.Classify("ржавая вода");
        Assert.That((label.Topic, label.Rubric.Id), Is.EqualTo(("Водоснабжение", "water-none")));
    }
}
