using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

internal sealed class AgencyBookTests
{
    private const string Tree =
        """
        id,name,topic,group,department
        r1,Открытый люк,Люки,Благоустройство,municipality_improvement
        r2,Стук люка,Люки,Благоустройство,municipality_improvement
        r3,Очередь,Очередь,Здравоохранение,hospital
        r4,Выборы,Выборы,Политика,election_commission
        """;

    private const string Agencies =
        """
        departments:
          - {id: town, name: Город, email: t@x.example, municipality: Озёрск, kinds: [municipality_improvement]}
          - {id: emergency, name: Служба, email: e@x.example, municipality: Озёрск, rubrics: [r1]}
          - {id: region, name: Область, email: r@x.example, kinds: [hospital]}
        """;

    [TestCase("r1", "Люки", "Озёрск", "emergency", TestName = "A rubric's own office wins")]
    [TestCase("r2", "Люки", "озерск", "town", TestName = "The kind decides; ё is е")]
    [TestCase("r3", "Очередь", "Озёрск", "region", TestName = "The whole region's office serves a town without its own")]
    [TestCase("r2", "Люки", "Лесной район", null, TestName = "A municipality that is not connected has nobody")]
    [TestCase("r2", "Люки", null, null, TestName = "No place, nobody")]
    [TestCase("r4", "Выборы", "Озёрск", null, TestName = "A kind that nobody owns")]
    public void Who_answers(string rubric, string topic, string? municipality, string? expected)
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        var book = AgencyBook.Read(scratch.Write("agencies.yaml", Agencies), RubricTree.Load(scratch.Write("tree.csv", Tree)), problems);
        Assert.That(problems.Lines, Is.Empty);
        var assignment = book.Assign(rubric, topic, municipality);
        Assert.That(assignment.Id, Is.EqualTo(expected));
        Assert.That(assignment.Reason, Does.StartWith(expected is null ? "Без исполнителя" : "Исполнитель"));
    }
}
