using System.Text;
using Dapper;
using IncidentMonitor.Collect;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store;

internal sealed class ErasureTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Words_that_others_carry_along_go_too_and_neighbours_stay()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        const string Url = "https://vk.com/wall-1_22";
        await store.WriteAsync(unit =>
        {
            Sample.Incident(unit, "vk:-1_22", Now, Severity.Medium, text: "тайныеслова про яму");
            unit.Execute("UPDATE post SET url = @Url WHERE id = 'vk:-1_22'", new { Url });
            unit.AddPost(Repost("share", "", Url));
            unit.AddPost(Repost("comment on it", "Ужас", Url));
            unit.Quarantine("wall", new OddItem("vk:-1_22: SqliteException: x", "тайныеслова"u8.ToArray()), Now);
            unit.Quarantine("wall", new OddItem("an attachment of no kind", Encoding.UTF8.GetBytes("""{"id":22,"text":"тайныеслова"}""")), Now);
            unit.Quarantine("wall", new OddItem("vk:-1X22: a neighbour by the wildcard of LIKE", "сосед"u8.ToArray()), Now);
            unit.Quarantine("other", new OddItem("another feed", Encoding.UTF8.GetBytes("""{"id":22}""")), Now);
        }, default);
        var before = store.Read(connection => connection.ExecuteScalar<long>("SELECT version FROM incident"));
        await store.WriteAsync(unit => unit.ErasePost("vk:-1_22", unit.FindPost("vk:-1_22")!, Now), default);
        store.WipeJournal();
        Assert.Multiple(() =>
        {
            Assert.That(store.Read(connection => connection.Query<string>("SELECT reason FROM quarantine ORDER BY reason").ToArray()), Is.EqualTo(new[] { "another feed", "vk:-1X22: a neighbour by the wildcard of LIKE" }));
            Assert.That(store.Read(connection => connection.Query<string?>("SELECT repost_text FROM post WHERE repost_of = @Url", new { Url }).ToArray()), Is.All.Null);
            Assert.That(store.Read(connection => connection.ExecuteScalar<string>("SELECT text FROM post WHERE id = 'comment on it'")), Is.EqualTo("Ужас"), "the other author's own words stay");
            Assert.That(store.Read(connection => connection.ExecuteScalar<long>("SELECT version FROM incident")), Is.GreaterThan(before), "projections learn of it");
            Assert.That(new IncidentQueries(store).List(new IncidentFilter { Text = "тайныеслова" }, 1, 10).Total, Is.Zero);
            foreach (var file in Directory.GetFiles(scratch.Path, "incidents.db*"))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                Assert.That(copy.ToArray().AsSpan().IndexOf("тайныесло"u8), Is.EqualTo(-1), file);
            }
        });
    }

    [Test]
    public async Task A_reader_in_the_way_only_delays_the_wiping_of_the_journal()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium, text: "тайныеслова про яму"), default);
        using (var reader = store.Database.Connect())
        {
            using var old = reader.BeginTransaction(deferred: true);
            reader.ExecuteScalar<string>("SELECT text FROM post", transaction: old);
            await store.WriteAsync(unit => unit.ErasePost("p1", unit.FindPost("p1")!, Now), default);
            store.WipeJournal();
            Assert.That(JournalSize(), Is.GreaterThan(0));
        }

        store.WipeJournalIfDirty();
        Assert.That(JournalSize(), Is.Zero);

        long JournalSize() => new FileInfo(Path.Combine(scratch.Path, "incidents.db-wal")).Length;
    }

    private static LabelledPost Repost(string id, string text, string origin)
    {
        var post = Sample.Post(id, text.Length > 0 ? text : "тайныеслова про яму", Now, isIncident: false);
        return post with { Post = post.Post with { Raw = post.Post.Raw with { Text = text, RepostOf = origin, RepostText = "тайныеслова про яму" } } };
    }
}
