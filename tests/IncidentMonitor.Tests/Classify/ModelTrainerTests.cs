using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

public sealed class ModelTrainerTests
{
    private static readonly RubricTree Tree = TinyCorpus.ReadTree();
    private static readonly Classifier Learned = new(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree), 1));

    [TestCase("огромная яма, асфальта нет", "Дорожное покрытие", "road-hole")]
    [TestCase("дорогу замело снегом", "Уборка дорог", "road-snow")]
    [TestCase("опять без воды сидим, кран пустой", "Водоснабжение", "water-none")]
    [TestCase("ржавая вода", "Водоснабжение", "water-dirty")]
    [TestCase("ржавя вада из крна", "Водоснабжение", "water-dirty")]
    public void LearnsTopicsAndRubrics(string text, string topic, string rubric)
    {
        var label = Learned.Classify(text);
        Assert.Multiple(() =>
        {
            Assert.That(label.Topic, Is.EqualTo(topic));
            Assert.That(label.Rubric.Id, Is.EqualTo(rubric));
            Assert.That(label.IsIncident);
        });
    }

    [Test]
    public void LearnsWhatIsNoIncident() =>
        Assert.That(Learned.Classify("доброго утра, продам квартиру").IsIncident, Is.False);

    [Test]
    public void LearnsSeverity() => Assert.Multiple(() =>
    {
        Assert.That(Learned.Classify("дети без воды").Severity, Is.GreaterThanOrEqualTo(Severity.High));
        Assert.That(Learned.Classify("когда отремонтируют асфальт").Severity, Is.EqualTo(Severity.Low));
    });

    [Test]
    public void TheSameInputAndSeedGiveTheSameFile()
    {
        using var first = new ScratchFile("a.model");
        ModelFile.Write(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree), 7), first.Path);
        ModelFile.Write(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree), 7), first.Beside("b.model"));
        Assert.That(File.ReadAllBytes(first.Beside("b.model")), Is.EqualTo(File.ReadAllBytes(first.Path)));
    }

    [Test]
    public void RowsThatKnowOnlyTheirTopicOrGroupTeachToo()
    {
        var posts = "text,rubric,topic,group,severity\n"
            + string.Concat(Enumerable.Range(0, 10).Select(i => $"лифт стоит {i},,,ЖКХ,\n"))
            + string.Concat(Enumerable.Range(0, 10).Select(i => $"вода пропала {i},,Водоснабжение,,\n"))
            + string.Concat(Enumerable.Range(0, 10).Select(i => $"яма {i},road-hole,,,\n"))
            + string.Concat(Enumerable.Range(0, 10).Select(i => $"снег {i},road-snow,,,\n"));
        var learned = new Classifier(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree, posts), 1));
        Assert.Multiple(() =>
        {
            Assert.That(learned.Classify("лифт").Group, Is.EqualTo("ЖКХ"));
            Assert.That(learned.Classify("пропала вода").Topic, Is.EqualTo("Водоснабжение"));
        });
    }

    [Test]
    public void RowsThatKnowNothingAreCountedAndTheirLabelsNamed()
    {
        var set = TinyCorpus.Read(Tree, "text,rubric,topic,group,severity\nяма,road-hole,,,\n,road-hole,,,\nчто-то,метро,,,\nпросто,,,,\n");
        Assert.Multiple(() =>
        {
            Assert.That(set.Skipped, Is.EqualTo(3));
            Assert.That(set.UnknownLabels, Is.EqualTo(new[] { ("метро", 1) }));
        });
    }

    [Test]
    public void DataWithoutAnyColumnOfLabelsIsRefused() =>
        Assert.That(() => TinyCorpus.Read(Tree, "text,tag\nяма,x\n"), Throws.TypeOf<UserError>().With.Message.Contains("rubric, topic, group"));

    [Test]
    public void OneClassAloneDoesNotBreakTheTraining()
    {
        var learned = new Classifier(ModelTrainer.Train(Tree, TinyCorpus.Read(Tree, "text,rubric\nяма,road-hole\nяма снова,road-hole\n"), 1));
        Assert.That(learned.Classify("яма").Rubric.Id, Is.EqualTo("road-hole"));
    }
}
