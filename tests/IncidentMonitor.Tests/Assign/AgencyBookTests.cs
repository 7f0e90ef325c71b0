using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

internal sealed class AgencyBookTests
{
    private const string Tree =
        """
        id,name,topic,group,block,department
        r1,Открытый люк,Люки,Благоустройство,housing,municipality_improvement
        r2,Стук люка,Люки,Благоустройство,housing,municipality_improvement
        r3,Очередь,Очередь,Здравоохранение,health,hospital
        r4,Выборы,Выборы,Политика,security,election_commission
        r5,Лавочки,Лавочки,Благоустройство,housing,municipality_improvement
        r6,Пособия,Пособия,Соцзащита,social,social_ministry
        """;

    private const string Agencies =
        """
        schedules:
          clinic: {hours: "08:00-20:00", week: mon-sat}
        territory:
          - {municipality: Озёрск, settlements: [Слобода]}
          - {municipality: Дальний район}
          - {municipality: Лесной район, connected: false, settlements: [Кордон]}
        departments:
          - {id: town, name: Город, email: t@x.example, municipality: Озёрск, kinds: [municipality_improvement], parent: region}
          - {id: village, name: Сельсовет, email: v@x.example, municipality: Озёрск, settlements: [Слобода], kinds: [municipality_improvement], parent: town}
          - {id: emergency, name: Служба, email: e@x.example, municipality: Озёрск, rubrics: [r1]}
          - {id: parks, name: Парки, email: p@x.example, topics: [Лавочки]}
          - {id: region, name: Область, email: r@x.example, groups: [Здравоохранение]}
          - {id: clinic, name: Поликлиника, email: c@x.example, municipality: Озёрск, objects: [поликлиника № 2], groups: [Здравоохранение], parent: region, schedule: clinic}
          - {id: social, name: Соцзащита, email: s@x.example, kinds: [social_ministry], delegates: [centre]}
          - {id: centre, name: Центр, email: z@x.example, municipality: Озёрск}
        """;

    [TestCase("r1", "Озёрск", null, "emergency", TestName = "A rubric's own office wins")]
    [TestCase("r2", "озерск", null, "town>region", TestName = "The kind decides; ё is е")]
    [TestCase("r2", "Озёрск", "Слобода", "village>town>region", TestName = "A settlement's office goes before the town's, which stands above it")]
    [TestCase("r2", null, "Слобода", "village>town>region", TestName = "A settlement alone names its municipality")]
    [TestCase("r5", "Озёрск", "Слобода", "parks", TestName = "A topic goes before a kind, however near that is on the map")]
    [TestCase("r3", "Озёрск", null, "region", TestName = "The whole region's office serves a town without its own")]
    [TestCase("r3", "Лесной район", null, "region", TestName = "And a municipality that is not connected")]
    [TestCase("r6", "Озёрск", null, "centre>social", TestName = "An office hands its messages to the one on the spot")]
    [TestCase("r6", "Дальний район", null, "social", TestName = "Where it has one")]
    public void Who_answers(string rubric, string? municipality, string? settlement, string expected)
    {
        var (book, tree) = Read();
        var route = book.Explain(tree.ById(rubric)!, new Place { Municipality = municipality, Settlement = settlement, Reason = "" });
        Assert.That(string.Join('>', route.Chain.Select(office => office.Id)), Is.EqualTo(expected));
        Assert.That(route.Assignment.Reason, Does.StartWith("Исполнитель"));
    }

    [Test]
    public void A_message_about_a_clinic_goes_first_to_the_clinic()
    {
        var (book, tree) = Read();
        var assignment = book.Assign(tree.ById("r3")!, new Place { Region = "Область", Municipality = "Озёрск", Object = "Поликлиника №2", Reason = "" });
        Assert.That((assignment.Id, assignment.Control), Is.EqualTo(("clinic", "Область")));
    }

    [TestCase("r2", "Лесной район", null, Unassigned.NotConnected, TestName = "A municipality that is not connected")]
    [TestCase("r2", "Чужой район", null, Unassigned.NotConnected, TestName = "A municipality that nobody knows")]
    [TestCase("r2", null, "Кордон", Unassigned.NotConnected, TestName = "A settlement of one that is not connected")]
    [TestCase("r2", "Дальний район", null, Unassigned.NobodyThere, TestName = "A connected one without such an office")]
    [TestCase("r2", null, null, Unassigned.NoPlace, TestName = "No place")]
    [TestCase("r4", "Озёрск", null, Unassigned.NobodyAtAll, TestName = "A rubric that nobody owns")]
    public void Who_does_not_and_why(string rubric, string? municipality, string? settlement, Unassigned expected)
    {
        var (book, tree) = Read();
        var assignment = book.Assign(tree.ById(rubric)!, new Place { Municipality = municipality, Settlement = settlement, Reason = "" });
        Assert.That((assignment.Id, assignment.Why), Is.EqualTo(((string?)null, (Unassigned?)expected)));
        Assert.That(assignment.Reason, Does.StartWith("Без исполнителя"));
    }

    [Test]
    public void A_place_in_another_region_is_nobodys_here()
    {
        var (book, tree) = Read();
        Assert.That(book.Assign(tree.ById("r3")!, new Place { Region = "Другой край", Municipality = "Озёрск", Reason = "" }).Why, Is.EqualTo(Unassigned.OtherRegion));
    }

    [TestCase("parent: nobody", "nobody", TestName = "An unknown parent")]
    [TestCase("parent: a", "circle", TestName = "One's own parent")]
    [TestCase("schedule: night", "night", TestName = "An unknown schedule")]
    [TestCase("dutyEmail: nowhere", "dutyEmail", TestName = "A duty mailbox that is none")]
    [TestCase("settlements: [Слобода]", "need the municipality", TestName = "A settlement of nowhere")]
    [TestCase("municipality: Лесной район", "not connected", TestName = "An office where nobody takes part")]
    [TestCase("municipality: Лестной район", "not in territory", TestName = "A misspelled municipality")]
    [TestCase("delegates: [region]", "no narrower", TestName = "Delegation upwards")]
    [TestCase("rubrics: [r1, ]", "empty item", TestName = "An empty list item")]
    [TestCase("groups: [Луна]", "Луна", TestName = "An unknown group")]
    [TestCase("blocks: [moon]", "moon", TestName = "An unknown block")]
    public void A_mistake_is_named(string key, string expected)
    {
        var yaml = $"{Agencies}\n  - {{id: a, name: А, email: a@x.example, kinds: [election_commission], {key}}}\n  - \n";
        Assert.That(Problems(yaml), Has.Some.Contains(expected));
        Assert.That(Problems(yaml), Has.Some.Contains("an empty item"), "and reading goes on to the end");
    }

    [TestCase("hours: 18:00-09:00", TestName = "Hours backwards")]
    [TestCase("hours: '9-18'", TestName = "Hours without minutes")]
    [TestCase("hours: '09:00-14:00, 13:00-18:00'", TestName = "Hours that overlap")]
    [TestCase("week: tue-fri", TestName = "Unknown week")]
    [TestCase("timeZone: Ural", TestName = "Unknown zone")]
    [TestCase("calendar: none.csv", TestName = "A calendar that is not there")]
    public void A_mistake_in_a_schedule_is_named(string key) =>
        Assert.That(Problems($"schedules:\n  odd: {{{key}}}\n"), Has.Count.EqualTo(1));

    private static IReadOnlyList<string> Problems(string yaml)
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        AgencyBook.Read(scratch.Write("agencies.yaml", yaml), RubricTree.Load(scratch.Write("tree.csv", Tree)), WorkingCalendar.OfLaw, "Область", TimeZoneInfo.Utc, problems);
        return problems.Lines;
    }

    private static (AgencyBook Book, RubricTree Tree) Read()
    {
        using var scratch = new Scratch();
        var problems = new Problems();
        var tree = RubricTree.Load(scratch.Write("tree.csv", Tree));
        var book = AgencyBook.Read(scratch.Write("agencies.yaml", Agencies), tree, WorkingCalendar.OfLaw, "Область", TimeZoneInfo.Utc, problems);
        Assert.That(problems.Lines, Is.Empty);
        return (book, tree);
    }
}
