using IncidentMonitor.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class RollOutTests
{
    [TestCase("true", "true", "true", 1, 1)]
    [TestCase("true", "false", "true", 1, 0)]
    [TestCase("false", "true", "true", 0, 1)]
    [TestCase("false", "false", "true", 0, 2)]
    [TestCase("false", "false", "false", 2, null)]
    public void ARubricThatIsOffReportsToTheFirstOfItsTopicThatIsOnElseToTheTopic(string first, string second, string third, int rubric, int? reportsTo)
    {
        using var file = new ScratchFile("tree.csv",
            $"id,name,topic,group,enabled\na1,Яма,Покрытие,Дороги,{first}\na2,Люк,Покрытие,Дороги,{second}\na3,Шов,Покрытие,Дороги,{third}\nb1,Снег,Уборка,Дороги,true\n");
        Assert.That(RubricTree.Load(file.Path).Reporting(rubric), Is.EqualTo(new TreeNode(0, 0, reportsTo)));
    }
}
