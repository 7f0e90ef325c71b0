using System.Text.RegularExpressions;
using IncidentMonitor.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class TreeCheckTests
{
    private static string Shipped => Path.Combine(Repository.Config, "rubrics", "tree.csv");

    [Test]
    public void TheShippedTreeIsComplete()
    {
        var tree = RubricTree.Load(Shipped);
        HashSet<string> kinds = [.. Kinds()];
        Assert.Multiple(() =>
        {
            Assert.That(tree.Rubrics, Has.Count.EqualTo(689));
            Assert.That(tree.Topics, Has.Count.EqualTo(359));
            Assert.That(tree.Groups, Has.Count.EqualTo(26));
            Assert.That(tree.Rubrics.Select(r => r.Block).Distinct().Count(), Is.EqualTo(11));
            Assert.That(TreeCheck.Mistakes(tree, kinds, "tree.csv"), Is.Empty);
        });
    }

    [Test]
    public void TheShippedTreeHasEveryOfficialTopicInItsGroup()
    {
        using var official = Table.Open(Repository.Shared("taxonomy", "topics_359.csv"));
        int group = official.Require("group"), topic = official.Require("topic");
        var tree = RubricTree.Load(Shipped);
        var ours = Enumerable.Range(0, tree.Topics.Count).Select(t => (Names.Key(tree.Groups[tree.GroupOfTopic(t)]), Names.Key(tree.Topics[t])));
        Assert.That(ours, Is.EquivalentTo(official.Rows().Select(row => (Names.Key(row.Cell(group)), Names.Key(row.Cell(topic)))).ToArray()));
    }

    [TestCase("решаемый", "прочее", "row 2 (a1): type «прочее» is unknown")]
    [TestCase("transport", "", "row 2 (a1): block is empty")]
    [TestCase("medium", "", "row 2 (a1): severity is empty")]
    [TestCase("3d", "", "row 2 (a1): answer is empty")]
    [TestCase("roads", "nobody", "row 2 (a1): no office answers for the kind «nobody»")]
    [TestCase(",7,", ",,", "row 2 (a1): since is empty")]
    public void AnIncompleteRowIsNamed(string written, string instead, string message)
    {
        using var file = new ScratchFile("tree.csv", "id,name,topic,group,block,type,severity,answer,department,since,enabled\n"
            + "a1,Яма,Покрытие,Дороги,transport,решаемый,medium,3d,roads,7,true\n".Replace(written, instead, StringComparison.Ordinal));
        Assert.That(TreeCheck.Mistakes(RubricTree.Load(file.Path), new HashSet<string> { "roads" }), Has.One.Contains(message));
    }

    private static IEnumerable<string> Kinds() => Regex.Matches(File.ReadAllText(Path.Combine(Repository.Config, "agencies.yaml")), @"(?m)^\s+kinds: \[(.*)\]")
        .SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));
}
