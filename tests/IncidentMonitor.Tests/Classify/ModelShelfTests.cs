using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class ModelShelfTests
{
    private static readonly RubricTree Tree = TinyCorpus.ReadTree();

    [Test]
    public void AnAdoptedModelIsWholeAndTheOldOneComesBack()
    {
        using var scratch = new Scratch();
        var (used, fresh) = (Train(scratch, "models/rubrics.model", 1), Train(scratch, "new/fresh.model", 2));
        var (before, after) = (File.ReadAllBytes(used), File.ReadAllBytes(fresh));
        var shelf = new ModelShelf(used);

        shelf.Adopt(fresh);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(used), Is.EqualTo(after));
            Assert.That(() => Classifier.Load(used), Throws.Nothing, "its manifest came with it");
            Assert.That(File.ReadAllText(Beside(used)), Does.Contain("\"rubrics.model\""), "under the name it has here");
            Assert.That(File.Exists(fresh), "the candidate stays where it was trained");
        });

        shelf.RollBack();
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(used), Is.EqualTo(before));
            Assert.That(() => Classifier.Load(used), Throws.Nothing);
            Assert.That(File.Exists(Beside(used)));
            Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(used)!), Has.Length.EqualTo(2), "nothing staged is left");
            Assert.That(shelf.RollBack, Throws.TypeOf<UserError>().With.Message.Contains("previous"));
        });
    }

    [Test]
    public void TheFirstModelNeedsNoOther()
    {
        using var scratch = new Scratch();
        var used = Path.Combine(scratch.Path, "models", "rubrics.model");
        new ModelShelf(used).Adopt(Train(scratch, "new/fresh.model", 1));
        Assert.That(() => Classifier.Load(used), Throws.Nothing);
    }

    [Test]
    public void AModelWithoutItsOwnManifestIsRefusedAndNothingChanges()
    {
        using var scratch = new Scratch();
        var (used, fresh) = (Train(scratch, "models/rubrics.model", 1), Train(scratch, "new/fresh.model", 2));
        var before = File.ReadAllBytes(used);
        File.Delete(Beside(fresh));
        Assert.Multiple(() =>
        {
            Assert.That(() => new ModelShelf(used).Adopt(fresh), Throws.TypeOf<UserError>().With.Message.Contains("manifest.json"));
            Assert.That(File.ReadAllBytes(used), Is.EqualTo(before));
            Assert.That(Directory.Exists(Path.Combine(Path.GetDirectoryName(used)!, "previous")), Is.False);
        });
    }

    private static string Beside(string model) => Path.Combine(Path.GetDirectoryName(model)!, ModelManifest.FileName);

    private static string Train(Scratch scratch, string name, int seed)
    {
        var path = Path.Combine(scratch.Path, name);
        var set = TinyCorpus.Read(Tree);
        var model = ModelTrainer.Train(Tree, set, seed);
        ModelFile.Write(model, path);
        ModelManifest.Write(path, model, set, seed);
        return path;
    }
}
