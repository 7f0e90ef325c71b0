using IncidentMonitor.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class TreeDiffTests
{
    private const string Header = "id,name,topic,group,block,type,severity,answer,department,since,enabled\n";
    private const string Old = """
        a1,Яма,Покрытие,Дороги,transport,решаемый,medium,3d,roads,1,true
        a2,Люк,Покрытие,Дороги,transport,решаемый,high,24h,roads,1,true
        a3,Снег,Уборка,Дороги,transport,решаемый,medium,3d,roads,1,true

        """;

    [TestCase("a1,Яма,Покрытие,Дороги,transport", "a1,Выбоина,Покрытие,Дороги,transport", TreeChangeKind.Renamed, "Яма", "Выбоина")]
    [TestCase("a3,Снег,Уборка,Дороги,transport", "a3,Снег,Зима,Дороги,transport", TreeChangeKind.Moved, "transport / Дороги / Уборка", "transport / Дороги / Зима")]
    [TestCase("a3,Снег,Уборка,Дороги,transport", "a3,Снег,Уборка,Дворы,housing", TreeChangeKind.Moved, "transport / Дороги / Уборка", "housing / Дворы / Уборка")]
    [TestCase("medium,3d,roads,1,true\na2", "high,3d,roads,1,true\na2", TreeChangeKind.Severity, "medium", "high")]
    [TestCase("medium,3d,roads,1,true\na2", "medium,9wh,roads,1,true\na2", TreeChangeKind.Answer, "3d", "9wh")]
    [TestCase("medium,3d,roads,1,true\na2", "medium,3d,police,1,true\na2", TreeChangeKind.Department, "roads", "police")]
    [TestCase("a3,Снег,Уборка", "a3,Собаки,Животные", TreeChangeKind.Reused, "Снег (transport / Дороги / Уборка)", "Собаки (transport / Дороги / Животные)")]
    public void OneChangeIsToldAsThatChange(string written, string instead, TreeChangeKind kind, string from, string to)
    {
        var changes = TreeDiff.Between(Read(Old), Read(Old.Replace(written, instead, StringComparison.Ordinal)));
        Assert.That(changes.Select(c => (c.Change, c.From, c.To)), Is.EqualTo(new[] { (kind, (string?)from, (string?)to) }));
    }

    [Test]
    public void WhatCameAndWentIsToldById()
    {
        var changes = TreeDiff.Between(Read(Old), Read(Old.Replace("a3,Снег", "a4,Лёд", StringComparison.Ordinal)));
        Assert.That(changes.Select(c => (c.Change, c.Id)), Is.EqualTo(new[] { (TreeChangeKind.Came, "a4"), (TreeChangeKind.Went, "a3") }));
    }

    [Test]
    public void ASwitchedOffRubricSaysWhereItReports()
    {
        var off = TreeDiff.Between(Read(Old), Read(Old.Replace("high,24h,roads,1,true", "high,24h,roads,1,false", StringComparison.Ordinal))).Single();
        var alone = TreeDiff.Between(Read(Old), Read(Old.Replace("Уборка,Дороги,transport,решаемый,medium,3d,roads,1,true", "Уборка,Дороги,transport,решаемый,medium,3d,roads,1,false", StringComparison.Ordinal))).Single();
        Assert.Multiple(() =>
        {
            Assert.That((off.Change, off.Id, off.ReportsTo), Is.EqualTo((TreeChangeKind.Disabled, "a2", "a1")));
            Assert.That((alone.Change, alone.Id, alone.ReportsTo), Is.EqualTo((TreeChangeKind.Disabled, "a3", "Уборка")));
        });
    }

    [Test]
    public void TheSameTreeHasNoChanges() => Assert.That(TreeDiff.Between(Read(Old), Read(Old)), Is.Empty);

    private static RubricTree Read(string rows)
    {
        using var file = new ScratchFile("tree.csv", Header + rows);
        return RubricTree.Load(file.Path);
    }
}
