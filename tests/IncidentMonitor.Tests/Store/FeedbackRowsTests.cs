using Dapper;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store;

internal sealed class FeedbackRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    private Scratch _scratch = null!;
    private IncidentStore _store = null!;

    [SetUp]
    public async Task OneIncidentInTheRecord()
    {
        _scratch = new Scratch();
        _store = new IncidentStore(SqliteDatabase.Open(_scratch.Path));
        await _store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium), default);
    }

    [TearDown]
    public void Gone()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public async Task A_correction_is_a_labelled_text_with_an_audit_line_and_what_the_machine_said()
    {
        await CorrectAsync(new Correction("p1", "r2", Severity.High, "Иванова"));
        var line = new IncidentQueries(_store).Card(1)!.History[^1];
        Assert.Multiple(() =>
        {
            Assert.That(_store.Corrections(), Is.EqualTo(new[] { new CorrectedText("во дворе яма уже неделю", "r2", Severity.High) }));
            Assert.That((line.Who, line.What), Is.EqualTo(("Иванова", "исправлена разметка")));
            Assert.That(line.Detail, Does.Contain("r2").And.Contain("p1"));
            Assert.That(_store.Read(connection => connection.ExecuteScalar<string>("SELECT machine FROM feedback")), Does.Contain("\"r1\""));
        });
    }

    [Test]
    public async Task The_last_word_counts_and_the_trail_keeps_both()
    {
        await CorrectAsync(new Correction("p1", "r2", null, "Иванова"));
        await CorrectAsync(new Correction("p1", null, null, "Петров"));
        Assert.Multiple(() =>
        {
            Assert.That(_store.Corrections(), Is.EqualTo(new[] { new CorrectedText("во дворе яма уже неделю", null, null) }));
            Assert.That(new IncidentQueries(_store).Card(1)!.History.Count(line => line.What == "исправлена разметка"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_deleted_post_takes_its_correction_along_and_takes_no_other()
    {
        await CorrectAsync(new Correction("p1", "r2", null, "Иванова"));
        await _store.WriteAsync(unit => unit.ErasePost("p1", unit.FindPost("p1")!, Now), default);
        Assert.That(_store.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM feedback")), Is.Zero);
        await Assert.ThrowsAsync<UserError>(() => CorrectAsync(new Correction("p1", "r2", null, "Иванова")));
    }

    [Test]
    public async Task An_edited_post_no_longer_teaches_what_was_said_of_its_old_words()
    {
        await CorrectAsync(new Correction("p1", "r2", null, "Иванова"));
        await _store.WriteAsync(unit => unit.EditPost(unit.FindPost("p1")!, Sample.Post("p1", "всем спасибо, яму засыпали", Now)), default);
        Assert.That(_store.Corrections(), Is.Empty);
    }

    [Test]
    public async Task Posts_without_a_correction_are_unchecked()
    {
        await _store.WriteAsync(unit => unit.AddPost(Sample.Post("p2", "нет воды", Now)), default);
        await CorrectAsync(new Correction("p1", "r2", null, "Иванова"));
        Assert.That(_store.ReadUnchecked(posts => posts.Select(post => (post.Id, post.Label.Topic)).ToArray()), Is.EqualTo(new[] { ("p2", "Тема") }));
    }

    [Test]
    public async Task An_unknown_post_is_named() =>
        Assert.That((await Assert.ThrowsAsync<UserError>(() => CorrectAsync(new Correction("nobody", "r2", null, "Иванова"))))!.Message, Does.Contain("nobody"));

    private Task CorrectAsync(Correction correction) => _store.WriteAsync(unit => unit.Correct(correction, Now), default);
}
