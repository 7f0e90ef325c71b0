using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

/// <summary>A region with few rows and names of its own learns from a model for another tree.</summary>
public sealed class TutorTests
{
    private static readonly RubricTree RegionTree = new([Theme("p1", "Ремонт дорог", "Дороги края"), Theme("p2", "Вода в домах", "Коммунальные дела края")]);

    private static readonly Tutor Tutor = new(ModelTrainer.Train(TinyCorpus.ReadTree(), TinyCorpus.Read(TinyCorpus.ReadTree()), 1));

    private static readonly TrainedModel Taught = ModelTrainer.Train(RegionTree, RegionRows(), 1, Tutor);

    private static readonly Classifier Alone = new(ModelTrainer.Train(RegionTree, RegionRows(), 1));

    /// <summary>None of these words is in the region's rows; the tutor knows them.</summary>
    [TestCase("второй день сухие трубы в кранах", "Вода в домах")]
    [TestCase("гололёд, машины бьются", "Ремонт дорог")]
    public void WordsThatOnlyTheTutorKnowsDecide(string text, string theme)
    {
        var (taught, alone) = (new Classifier(Taught).Classify(text), Alone.Classify(text));
        Assert.Multiple(() =>
        {
            Assert.That(taught.Topic, Is.EqualTo(theme));
            Assert.That(taught.Confidence, Is.GreaterThan(alone.Topic == theme ? alone.Confidence : 1 - alone.Confidence));
        });
    }

    [Test]
    public void HeadsWithoutRowsAreTheTutors()
    {
        var taught = new Classifier(Taught);
        Assert.Multiple(() =>
        {
            Assert.That(taught.Classify("доброго утра, продам щенка").IsIncident, Is.False);
            Assert.That(Alone.Classify("доброго утра, продам щенка").IsIncident, Is.True, "alone it has never seen a text that is no incident");
            Assert.That(taught.Classify("дети без воды").Severity, Is.GreaterThanOrEqualTo(Severity.High));
        });
    }

    [Test]
    public void ItIsPartOfTheFile()
    {
        using var file = new ScratchFile("region.model");
        ModelFile.Write(Taught, file.Path);
        const string Text = "гололёд, из крана течёт вода";
        Assert.That(JsonLines.Write(Classifier.Load(file.Path).Classify(Text)), Is.EqualTo(JsonLines.Write(new Classifier(Taught).Classify(Text))));
    }

    private static TrainingSet RegionRows()
    {
        var set = new TrainingSet();
        foreach (var (text, theme) in new[]
        {
            ("яма на дороге", "p1"), ("снег с проезжей части не убирают", "p1"), ("одни выбоины", "p1"), ("пробил колесо", "p1"), ("дорогу не чистят от снега", "p1"),
            ("нет воды", "p2"), ("отключили воду", "p2"), ("вода мутная", "p2"), ("ржавая вода", "p2"), ("вода пахнет", "p2"),
        })
        {
            set.Add(text, theme, severity: null, RegionTree);
        }

        return set;
    }

    private static Rubric Theme(string id, string name, string group) => new() { Id = id, Name = name, Topic = name, Group = group };
}
