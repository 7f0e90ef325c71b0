using Dapper;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store;

internal sealed class RecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_record_of_a_newer_version_is_refused_with_the_cure()
    {
        using var scratch = new Scratch();
        using (var connection = SqliteDatabase.Open(scratch.Path).Connect())
        {
            connection.Execute("PRAGMA user_version = 9999");
        }

        Assert.That(() => SqliteDatabase.Open(scratch.Path), Throws.TypeOf<UserError>().With.Message.Contain("newer version"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_by_name()
    {
        using var scratch = new Scratch();
        scratch.Write("incidents.db", new string('x', 4096));
        Assert.That(() => SqliteDatabase.Open(scratch.Path), Throws.TypeOf<UserError>().With.Message.Contain("incidents.db"));
    }

    [Test]
    public async Task A_unit_that_fails_leaves_nothing()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", Now, Severity.Medium);
            throw new InvalidOperationException("killed here");
        }, default));
        Assert.That(new IncidentQueries(store).Summary().Posts, Is.Zero);
    }

    [Test]
    public async Task An_item_that_fails_takes_only_itself()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", Now, Severity.Medium);
            Assert.Throws<InvalidOperationException>(() => unit.Item(() =>
            {
                Sample.Incident(unit, "p2", Now, Severity.Medium);
                throw new InvalidOperationException();
            }));
        }, default);
        Assert.That(new IncidentQueries(store).Summary().Incidents, Is.EqualTo(1));
    }

    [Test]
    public async Task An_edit_keeps_the_old_words_and_is_found_by_the_new()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium, text: "нет горячей воды третий день"), default);
        await store.WriteAsync(unit => unit.EditPost(unit.FindPost("p1")!, Sample.Post("p1", "нет отопления третий день", Now)), default);
        var queries = new IncidentQueries(store);
        Assert.Multiple(() =>
        {
            Assert.That(store.Read(connection => connection.ExecuteScalar<string>("SELECT text FROM post_version")), Is.EqualTo("нет горячей воды третий день"));
            Assert.That(queries.List(new IncidentFilter { Text = "отопление" }, 1, 10).Total, Is.EqualTo(1));
            Assert.That(queries.List(new IncidentFilter { Text = "вода" }, 1, 10).Total, Is.Zero);
        });
    }

    [Test]
    public async Task A_deleted_post_is_erased_everywhere_and_its_incident_stays()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium, text: "секретныеслова про яму во дворе"), default);
        await store.WriteAsync(unit => unit.EditPost(unit.FindPost("p1")!, Sample.Post("p1", "секретныеслова про яму у дома", Now)), default);
        await store.WriteAsync(unit => unit.ErasePost("p1", unit.FindPost("p1")!, Now), default);
        Assert.That(new IncidentQueries(store).Summary().Incidents, Is.EqualTo(1));
        store.Read(connection => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(scratch.Path, "incidents.db"));
        Assert.That(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes("секретны")), Is.EqualTo(-1), "the words are still in the file");
    }

    [Test]
    public async Task A_graver_post_raises_its_incident_and_tells_the_agency()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var id = await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium).Id, default);
        await store.WriteAsync(unit =>
        {
            unit.AddPost(Sample.Post("p2", "копия", Now.AddHours(1), severity: Severity.Critical));
            unit.JoinIncident(id, Sample.Placed("p2", "копия", Now.AddHours(1), Severity.Critical), "тот же текст", new Deadlines(Now.AddHours(2), Now.AddHours(20)), isQuiet: false, Now.AddHours(1));
        }, default);
        var card = new IncidentQueries(store).Card(1)!;
        Assert.Multiple(() =>
        {
            Assert.That(card.Incident.Severity, Is.EqualTo(Severity.Critical));
            Assert.That(card.Incident.Deadlines.Answer, Is.EqualTo(Now.AddHours(20)));
            Assert.That(card.Posts, Has.Count.EqualTo(2));
            Assert.That(store.Read(connection => connection.Query<string>("SELECT kind FROM outbox ORDER BY id").ToArray()), Is.EqualTo(new[] { "created", "raised-critical" }));
        });
    }

    [Test]
    public async Task A_fresh_post_wakes_a_quiet_incident()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var id = await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium, isQuiet: true).Id, default);
        await store.WriteAsync(unit =>
        {
            unit.AddPost(Sample.Post("p2", "копия", Now.AddDays(1)));
            unit.JoinIncident(id, Sample.Placed("p2", "копия", Now.AddDays(1)), "тот же текст", new Deadlines(Now, Now), isQuiet: false, Now.AddDays(1));
        }, default);
        Assert.Multiple(() =>
        {
            Assert.That(new IncidentQueries(store).Card(1)!.Incident.IsQuiet, Is.False);
            Assert.That(store.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM outbox")), Is.EqualTo(1));
        });
    }

    [TestCase("!!!", 0)]
    [TestCase("яма", 1)]
    [TestCase("ямы двора", 1)]
    [TestCase("яма луна", 0)]
    [TestCase("\" OR 1", 0)]
    [TestCase("NEAR( *", 0)]
    public async Task Search_goes_by_stems_and_fears_no_syntax(string text, int expected)
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium), default);
        Assert.That(new IncidentQueries(store).List(new IncidentFilter { Text = text }, 1, 10).Total, Is.EqualTo(expected));
    }
}
