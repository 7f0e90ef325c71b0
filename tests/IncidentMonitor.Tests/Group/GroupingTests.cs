using IncidentMonitor.Group;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Group;

internal sealed class GroupingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    private const string Pit = "во дворе дома огромная яма, машины объезжают по газону, детям страшно ходить";

    [TestCase(Pit, "Во дворе дома ОГРОМНАЯ яма!!! машины объезжают по газону, детям страшно ходить", 1, null, null, true, TestName = "A copy joins")]
    [TestCase(Pit, "во дворе дома огромная яма, машины объезжают по газону, детям и взрослым страшно ходить вечером", 1, null, null, true, TestName = "A near-copy joins")]
    [TestCase(Pit, Pit, 20, null, null, false, TestName = "A copy after twenty days is a new problem")]
    [TestCase(Pit, Pit, 1, "улица Ленина|5", "улица Мира|5", false, TestName = "The same words on another street don't join")]
    [TestCase(Pit, "третий год просим засыпать провал", 1, "улица Ленина|5", "Ленина|5", true, TestName = "Other words, the same topic and house join")]
    [TestCase(Pit, "третий год просим засыпать провал", 1, "улица Ленина|5", "улица Ленина|7", false, TestName = "Another house doesn't")]
    [TestCase(Pit, "третий год просим засыпать провал", 1, "улица Ленина|5", "улица Ленина", true, TestName = "A street without a house, a day later, joins")]
    [TestCase(Pit, "третий год просим засыпать провал", 6, "улица Ленина|5", "улица Ленина", false, TestName = "Six days later it doesn't")]
    [TestCase(Pit, "когда откроют каток на площади", 1, null, null, false, TestName = "Something else is something else")]
    public async Task Join_or_start(string first, string second, int daysLater, string? firstStreet, string? secondStreet, bool joins)
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var grouping = new Grouping(new IncidentIndex());
        var grouped = await store.WriteAsync(unit =>
        {
            grouping.Remember(Placed("p1", first, Now, firstStreet), "inc-1", 1, isFirst: true);
            return grouping.Group(Placed("p2", second, Now.AddDays(daysLater), secondStreet), unit);
        }, default);
        Assert.That(grouped.JoinedId, joins ? Is.EqualTo("inc-1") : Is.Null, grouped.Reason);
        Assert.That(grouped.Reason, Is.Not.Empty);
    }

    [Test]
    public async Task The_index_read_from_the_record_is_the_index_that_grew()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var grown = new IncidentIndex();
        var read = new IncidentIndex();
        await store.WriteAsync(unit =>
        {
            for (var i = 0; i < 70; i++)
            {
                var at = Now.AddHours(12 * i);
                var incident = Sample.Incident(unit, $"p{i}", at, Severity.Medium, text: $"{Pit} номер {i}");
                new Grouping(grown).Remember(Sample.Placed($"p{i}", $"{Pit} номер {i}", at), incident.Id, i + 1, isFirst: true);
            }

            foreach (var post in unit.PostsForGrouping(IncidentIndex.Window))
            {
                read.Add(post);
            }
        }, default);
        var question = Sample.Placed("q", Pit, Now.AddDays(19));
        Assert.That(read.Count, Is.EqualTo(grown.Count).And.LessThan(70), "old posts are forgotten");
        Assert.That(Ask(read), Is.EqualTo(Ask(grown)).And.Not.Empty);

        List<string> Ask(IncidentIndex index) => [.. index.Alike(question.Shape, question.Place, "Группа", question.Post.PublishedAt).Select(post => post.IncidentId)];
    }

    private static PlacedPost Placed(string id, string text, DateTimeOffset at, string? street)
    {
        var placed = Sample.Placed(id, text, at);
        var parts = street?.Split('|');
        return placed with { Place = placed.Place with { Street = parts?[0], House = parts?.Length > 1 ? parts[1] : null } };
    }
}
