using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

public sealed class ModelFileTests
{
    private static readonly RubricTree Tree = TinyCorpus.ReadTree();
    private static readonly TrainingSet Set = TinyCorpus.Read(Tree);
    private static readonly TrainedModel Model = ModelTrainer.Train(Tree, Set, 1);

    [Test]
    public void WhatIsReadIsWhatWasWritten()
    {
        using var file = Written();
        var read = Classifier.Load(file.Path).Classify("снег на дороге и ржавая вода");
        var written = new Classifier(Model).Classify("снег на дороге и ржавая вода");
        Assert.That(JsonLines.Write(read), Is.EqualTo(JsonLines.Write(written)));
    }

    [Test]
    public void AModelThatIsNotThatOfItsManifestIsRefused()
    {
        using var file = Written();
        ModelFile.Write(ModelTrainer.Train(Tree, Set, 2), file.Path);
        var error = Assert.Throws<UserError>(() => Classifier.Load(file.Path))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.Contain("manifest.json").And.Contain("sha256"));
            Assert.That(error.ExitCode, Is.EqualTo(2));
        });
    }

    [Test]
    public void ADamagedModelIsRefused()
    {
        using var file = Written();
        File.Delete(file.Beside("manifest.json"));
        var bytes = File.ReadAllBytes(file.Path);
        bytes[^10] ^= 1;
        File.WriteAllBytes(file.Path, bytes);
        Assert.That(() => Classifier.Load(file.Path), Throws.TypeOf<UserError>().With.Message.Contains("checksum"));
    }

    [TestCase("")]
    [TestCase("something else entirely, and long enough to hold a checksum of thirty-two bytes")]
    public void AForeignFileIsRefused(string content)
    {
        using var file = new ScratchFile("x.model", content);
        Assert.That(() => Classifier.Load(file.Path), Throws.TypeOf<UserError>().With.Message.Contains("no model"));
    }

    [Test]
    public void AModelOfAnotherTreeIsRefused()
    {
        using var file = Written();
        using var other = new ScratchFile("tree.csv", TinyCorpus.Tree + "\nnew,Новая,Новая,ЖКХ\n");
        Assert.That(() => Classifier.Load(file.Path, RubricTree.Load(other.Path)), Throws.TypeOf<UserError>().With.Message.Contains("another tree"));
    }

    [Test]
    public void AMissingModelSaysHowToGetOne() =>
        Assert.That(() => Classifier.Load("nowhere.model"), Throws.TypeOf<UserError>().With.Message.Contains("train"));

    private static ScratchFile Written()
    {
        var file = new ScratchFile("tiny.model");
        ModelFile.Write(Model, file.Path);
        ModelManifest.Write(file.Path, Model, Set, 1);
        return file;
    }
}
