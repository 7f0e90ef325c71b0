using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

public sealed class RubricTreeTests
{
    private const string Header = "id,name,topic,group,block,type,severity,answer,department,since,enabled\n";

    [Test]
    public void ReadsEveryColumn()
    {
        var tree = Read(Header + "a1,Яма,Ямы на дорогах,Дороги,Транспорт,решаемый,high,24h,дорожная служба,2,нет\n");
        Assert.That(tree.Rubrics[0], Is.EqualTo(new Rubric
        {
            Id = "a1",
            Name = "Яма",
            Topic = "Ямы на дорогах",
            Group = "Дороги",
            Block = "Транспорт",
            Type = "решаемый",
            Severity = IncidentMonitor.Model.Severity.High,
            Answer = "24h",
            Department = "дорожная служба",
            Since = "2",
            Enabled = false,
        }));
    }

    [Test]
    public void ThreeColumnsAreEnoughAndTheRubricIsItsOwnTopic()
    {
        var tree = Read("name;group;id\nЯмы;Дороги;p1\nСнег;Дороги;p2\n");
        Assert.Multiple(() =>
        {
            Assert.That(tree.Topics, Is.EqualTo(new[] { "Ямы", "Снег" }));
            Assert.That(tree.Groups, Is.EqualTo(new[] { "Дороги" }));
            Assert.That(tree.Rubrics[1].Enabled);
        });
    }

    [Test]
    public void NamesCompareByLettersAndDigitsOnly()
    {
        var tree = Read(Header + "a1,Яма,«Тёмные» дворы (в т.ч. №2),Дороги,,,,,,,\na2,Люк,«Тёмные» дворы (в т.ч. №2),Дороги,,,,,,,\n");
        Assert.Multiple(() =>
        {
            Assert.That(tree.Find("★ ТЕМНЫЕ дворы в тч 2"), Is.EqualTo(new TreeNode(0, 0, null)));
            Assert.That(tree.Find("люк!"), Is.EqualTo(new TreeNode(0, 0, 1)));
            Assert.That(tree.Find("a1"), Is.EqualTo(new TreeNode(0, 0, 0)));
            Assert.That(tree.Find("нет такой"), Is.Null);
            Assert.That(tree.FindGroup("дороги"), Is.EqualTo(new TreeNode(0, null, null)));
        });
    }

    [Test]
    public void ATopicWithOneRubricIsThatRubric() =>
        Assert.That(Read(Header + "a1,Яма,Ямы,Дороги,,,,,,,\n").Find("Ямы"), Is.EqualTo(new TreeNode(0, 0, 0)));

    [TestCase("a1,Яма,,Дороги\na1,Люк,,Дороги", "row 3 (a1): the id is already that of row 2")]
    [TestCase("a1,Яма,,Дороги\na2,ЯМА!,,Дороги", "row 3 (a2): the name «ЯМА!» is already that of row 2")]
    [TestCase("a1,Яма,Ямы,Дороги\na2,Люк,Ямы,ЖКХ", "row 3 (a2): the topic «Ямы» already stands in the group «Дороги»")]
    [TestCase("a1,,,Дороги", "row 2: id, name and group must not be empty")]
    [TestCase("a1,Яма,,Дороги,А\na2,Люк,,Дороги,Б", "the group «Дороги» stands in several blocks (А, Б)")]
    [TestCase("a1,Яма,,Дороги,,,,soon", "row 2 (a1): answer «soon» is no term")]
    [TestCase("a1,Яма,,Дороги,,,grave", "row 2: severity «grave» is unknown")]
    [TestCase("a1,Яма,,Дороги,,,,,,,perhaps", "row 2: enabled «perhaps» is neither true nor false")]
    [TestCase("", "the tree has no rubric")]
    public void EachMistakeNamesItsRow(string rows, string message)
    {
        var error = Assert.Throws<UserError>(() => Read(Header + rows + "\n"))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.Contain(message));
            Assert.That(error.ExitCode, Is.EqualTo(2));
        });
    }

    [Test]
    public void AllMistakesAreToldAtOnce()
    {
        var error = Assert.Throws<UserError>(() => Read(Header + "a1,Яма,,Дороги\na1,Яма,,Дороги\n"))!;
        Assert.That(error.Message.Split('\n'), Has.Length.EqualTo(2));
    }

    [Test]
    public void AMissingColumnIsNamed() =>
        Assert.That(Assert.Throws<UserError>(() => Read("id,title,group\n1,2,3\n"))!.Message, Does.Contain("no column «name»; its columns are id, title, group"));

    [Test]
    public void HashFollowsNamesAndIgnoresTerms()
    {
        var hash = Read(Header + "a1,Яма,,Дороги,,,,24h\n").Hash;
        Assert.Multiple(() =>
        {
            Assert.That(Read(Header + "a1,Яма,,Дороги,,,,3d\n").Hash, Is.EqualTo(hash));
            Assert.That(Read(Header + "a1,Ямы,,Дороги,,,,24h\n").Hash, Is.Not.EqualTo(hash));
        });
    }

    [Test]
    public void TheShippedTreeLoads()
    {
        var tree = RubricTree.Load(Path.Combine(AppContext.BaseDirectory, "config", "rubrics", "tree.csv"));
        Assert.Multiple(() =>
        {
            Assert.That(tree.Groups, Has.Count.EqualTo(26));
            Assert.That(tree.Topics, Has.Count.EqualTo(359));
            Assert.That(tree.Rubrics.Select(r => r.Block).Distinct().Count(), Is.EqualTo(11));
        });
    }

    private static RubricTree Read(string csv)
    {
        using var file = new ScratchFile("tree.csv", csv);
        return RubricTree.Load(file.Path);
    }
}
