using Dapper;
using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Group;
using IncidentMonitor.Model;
using IncidentMonitor.Notify;
using IncidentMonitor.Regroup;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Assign;
using IncidentMonitor.Tests.Store;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Regroup;

/// <summary>Merge, split and undo leave nothing behind and lose nothing.</summary>
internal sealed class RegrouperTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    private const string Pit = "во дворе дома огромная яма, машины объезжают по газону, детям страшно ходить";
    private const string Lamp = "третью неделю не горит фонарь у подъезда, вечером темно и скользко";

    private Scratch _scratch = null!;
    private IncidentStore _store = null!;
    private Regrouper _regrouper = null!;
    private FakeTimeProvider _clock = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _scratch = new Scratch();
        _store = new IncidentStore(SqliteDatabase.Open(_scratch.Path));
        _clock = new FakeTimeProvider(Now.AddHours(5));
        var problems = new Problems();
        var tree = RubricTree.Load(_scratch.Write("tree.csv", "id,name,topic,group,department\nr1,Рубрика,Тема,Группа,yards\n"));
        var book = AgencyBook.Read(
            _scratch.Write("agencies.yaml", "departments:\n  - {id: town, name: Город, email: t@x.example, municipality: Озёрск, kinds: [yards]}\n"), tree, WorkingCalendar.OfLaw, "Область", TimeZoneInfo.Utc, problems);
        _regrouper = new Regrouper(_store, book, TermTests.Shipped(), tree, _clock);
        await _store.WriteAsync(unit =>
        {
            Sample.Incident(unit, "a1", Now, Severity.Medium, text: Pit);
            Join(unit, "a1", "a2", Lamp, Now.AddHours(1));
            Join(unit, "a1", "a3", Pit + " каждый день", Now.AddHours(2));
            Sample.Incident(unit, "b1", Now.AddHours(-3), Severity.High, text: "яма у дома, колесо пробил");
            Join(unit, "b1", "b2", "в яму у дома провалилась машина", Now.AddHours(1));
        }, default);
    }

    [TearDown]
    public void Close()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public async Task A_merge_joins_posts_and_what_is_graver_and_earlier_and_undo_takes_all_back()
    {
        var before = Picture();
        var merged = await _regrouper.MergeAsync("1", "2", "Иванова", default);
        var queries = new IncidentQueries(_store);
        var (keeper, giver) = (queries.Card(1)!, queries.Card(2)!);
        Assert.Multiple(() =>
        {
            Assert.That(keeper.Posts.Select(post => post.Id), Is.EquivalentTo(new[] { "a1", "a2", "a3", "b1", "b2" }));
            Assert.That((keeper.Incident.Severity, keeper.Incident.StartedAt, keeper.Incident.Deadlines.React), Is.EqualTo((Severity.High, Now.AddHours(-3), Now.AddHours(1))));
            Assert.That((giver.Posts.Count, giver.MergedInto), Is.EqualTo((0, (long?)1)));
            Assert.That(giver.History, Has.Some.Matches<AuditLine>(line => line!.Who == "Иванова" && line.Detail!.Contains("№ 1", StringComparison.Ordinal)));
            Assert.That(queries.Export(null).Select(row => row.Incident.Number), Is.EqualTo(new[] { 1 }));
            Assert.That(queries.List(new IncidentFilter(), 1, 10).Total, Is.EqualTo(1));
        });

        await _regrouper.UndoAsync(merged.AuditId, "Иванова", default);
        Assert.That(Picture(), Is.EqualTo(before));
        Assert.That(new IncidentQueries(_store).Card(1)!.History.Count(line => line.Who == "Иванова"), Is.EqualTo(2), "the trail keeps both");
    }

    [Test]
    public async Task A_split_starts_an_incident_of_its_own_and_undo_brings_the_posts_back()
    {
        var before = Posts(1);
        var split = await _regrouper.SplitAsync("1", ["a1", "a2"], "Иванова", default);
        var queries = new IncidentQueries(_store);
        Assert.Multiple(() =>
        {
            Assert.That(split.Other, Is.EqualTo(3));
            Assert.That(Posts(1), Is.EqualTo(new[] { "a3 1" }), "what is left has a first post");
            Assert.That(Posts(3), Is.EqualTo(new[] { "a1 1", "a2 0" }));
            Assert.That(queries.Card(3)!.Incident.Agency.Id, Is.EqualTo("town"));
            Assert.That(queries.Card(3)!.Incident.Reasons, Has.Some.Contains("№ 1"));
        });

        await _regrouper.UndoAsync(split.AuditId, "Иванова", default);
        Assert.That(Posts(1), Is.EqualTo(before));
        Assert.That(queries.Card(3)!.MergedInto, Is.EqualTo(1));
        var again = await _regrouper.SplitAsync("1", ["a1", "a2"], "Иванова", default);
        Assert.That(again.Other, Is.EqualTo(4), "the same split again is a new incident");
    }

    [Test]
    public async Task Only_the_latest_regrouping_can_be_undone_and_only_once()
    {
        var split = await _regrouper.SplitAsync("1", ["a2"], "И", default);
        var merged = await _regrouper.MergeAsync("2", "1", "И", default);
        Assert.That(() => _regrouper.UndoAsync(split.AuditId, "И", default), Throws.InstanceOf<UserError>().With.Message.Contains(merged.AuditId.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await _regrouper.UndoAsync(merged.AuditId, "И", default);
        await _regrouper.UndoAsync(split.AuditId, "И", default);
        Assert.That(() => _regrouper.UndoAsync(split.AuditId, "И", default), Throws.InstanceOf<UserError>().With.Message.Contains("before"));
    }

    [TestCase("1", "1", TestName = "Merge with itself")]
    [TestCase("1", "99", TestName = "Merge with nothing")]
    public void A_merge_that_makes_no_sense_is_refused(string kept, string other) =>
        Assert.That(() => _regrouper.MergeAsync(kept, other, "И", default), Throws.InstanceOf<UserError>());

    [TestCase("a1", "a2", "a3", TestName = "Split off all")]
    [TestCase("b1", TestName = "Split off another incident's post")]
    public void A_split_that_makes_no_sense_is_refused(params string[] posts) =>
        Assert.That(() => _regrouper.SplitAsync("1", posts, "И", default), Throws.InstanceOf<UserError>());

    [Test]
    public async Task A_merged_incident_is_not_mailed_of_until_the_merge_is_undone()
    {
        var composer = new DigestComposer(_store, new DigestSettings { Hours = [8, 14] }, TimeZoneInfo.Utc, _clock);
        var merged = await _regrouper.MergeAsync("1", "2", "И", default);
        Assert.That(await composer.ComposeAsync(default), Is.EqualTo(1));
        Assert.That(Unbound(), Is.EqualTo(new[] { 2 }), "what was to be told of № 2 waits");
        Assert.That(await composer.ComposeAsync(default), Is.Zero, "and makes no mail");
        await _regrouper.UndoAsync(merged.AuditId, "И", default);
        Assert.That(await composer.ComposeAsync(default), Is.EqualTo(1));
        Assert.That(Unbound(), Is.Empty);
        Assert.That(_store.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM outbox")), Is.EqualTo(2), "nothing is written twice");

        List<long> Unbound() => _store.Read(connection => connection.Query<long>("SELECT i.number FROM outbox o JOIN incident i ON i.id = o.incident_id WHERE o.digest_id IS NULL").ToList());
    }

    [Test]
    public async Task Grouping_sees_a_regrouping_at_once()
    {
        var before = await _store.WriteAsync(unit => unit.LastLink(), default);
        await _regrouper.MergeAsync("1", "2", "И", default);
        var (after, incidents) = await _store.WriteAsync(unit => (unit.LastLink(), unit.PostsForGrouping(IncidentIndex.Window).Select(post => post.IncidentId).Distinct().ToList()), default);
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(incidents, Is.EqualTo(new[] { StableId.ForIncident("a1") }));
    }

    [TestCase(Lamp + " страшно", "a2", TestName = "Words like those that were split off go there")]
    [TestCase(Pit + " вечером", "a1", TestName = "Words like the rest stay with the rest")]
    public async Task What_an_operator_split_is_not_joined_again(string text, string like)
    {
        await _regrouper.SplitAsync("1", ["a2"], "И", default);
        var chosen = await _store.WriteAsync(unit =>
        {
            var half = unit.FindIncidentOf(like, "Тема");
            // Whatever grouping finds first, place or topic: the words decide between the halves.
            return new[] { "a1", "a2" }.Select(post => SplitMemory.Choose(unit, new GroupedPost(Sample.Placed("n1", text, Now), unit.FindIncidentOf(post, "Тема"), "то же место")).JoinedId == half).ToList();
        }, default);
        Assert.That(chosen, Is.All.True);
    }

    private static void Join(StoreUnit unit, string first, string id, string text, DateTimeOffset at)
    {
        unit.AddPost(Sample.Post(id, text, at));
        unit.JoinIncident(StableId.ForIncident(first), Sample.Placed(id, text, at), "та же тема", new Deadlines(at, at), isQuiet: false, at);
    }

    private List<string> Posts(long number) => _store.Read(connection => connection.Query<string>(
        "SELECT ip.post_id || ' ' || ip.is_first FROM incident_post ip JOIN incident i ON i.id = ip.incident_id WHERE i.number = @number ORDER BY ip.id", new { number }).ToList());

    /// <summary>All that a merge touches, but the versions, which only grow.</summary>
    private List<string> Picture() => _store.Read(connection => connection.Query<string>(
        """
        SELECT 'i ' || id || severity || reasons || started_at || react_by || answer_by || is_quiet || coalesce(merged_into, '-') || coalesce(wave, '-') FROM incident
        UNION ALL SELECT 'p ' || post_id || incident_id || is_first || reason FROM incident_post
        UNION ALL SELECT 't ' || incident_id || kind || coalesce(rule, '-') || near_at || due_at || told || coalesce(next_at, '-') FROM term
        UNION ALL SELECT 'o ' || kind || incident_id || agency_id FROM outbox ORDER BY 1
        """).ToList());
}
