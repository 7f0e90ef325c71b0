using IncidentMonitor.Classify;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class SuggestionsTests
{
    [TestCase(.95, .9, .05, .1425)]
    [TestCase(.95, .45, .44, .9405)]
    [TestCase(.5, .9, .05, 1)]
    [TestCase(.02, .45, .44, .04)]
    public void DoubtIsOfTheTopicOrOfTheIncident(double incident, double first, double second, double doubt) =>
        Assert.That(Suggestions.Doubt(Label("a", incident, first, second)), Is.EqualTo(doubt).Within(1e-9));

    [Test]
    public void TheMostDoubtfulComesFirstAndSaysWhy()
    {
        var list = Suggestions.From([("sure", "первый", Label("a", .99, .9, .01)), ("torn", "второй", Label("b", .99, .41, .4)), ("maybe", "третий", Label("c", .52, .9, .01))], 2);
        Assert.Multiple(() =>
        {
            Assert.That(list.Select(s => s.Id), Is.EqualTo(new[] { "torn", "maybe" }));
            Assert.That(list[0].Why, Does.Contain("«b» 41 %").And.Contain("«other» 40 %"));
            Assert.That(list[1].Why, Does.Contain("инцидент ли").And.Contain("52 %"));
        });
    }

    [Test]
    public void ATopicDoesNotFillTheList()
    {
        var list = Suggestions.From([("a1", "первый", Label("a", 1, .4, .4)), ("a2", "второй", Label("a", 1, .41, .4)), ("b1", "третий", Label("b", 1, .5, .2))], 2);
        Assert.That(list.Select(s => s.Id), Is.EqualTo(new[] { "a1", "b1" }));
    }

    [Test]
    public void CopiesAreNamedOnce()
    {
        var label = Label("a", 1, .4, .4);
        Assert.That(Suggestions.From([("1", "Яма во дворе", label), ("2", "яма во дворе!!!", label)], 5).Select(s => s.Id), Is.EqualTo(new[] { "1" }));
    }

    private static Label Label(string topic, double incident, double first, double second) => new()
    {
        IsIncident = incident >= .5,
        IncidentProbability = incident,
        Severity = Severity.Medium,
        Topic = topic,
        Group = "Группа",
        Confidence = first,
        NeedsHuman = false,
        Rubric = new RubricScore("r", "Рубрика", first),
        Alternatives = [new Alternative("other", "Группа", second, new RubricScore("o", "Другая", second))],
    };
}
