using System.Net.Mail;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Notify;
using IncidentMonitor.Notify.Folder;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Notify;

internal sealed class DigestTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");

    [Test]
    public async Task An_ordinary_incident_waits_for_the_digest_hour_and_goes_out_once()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var clock = new FakeTimeProvider(Local("2026-01-21 09:00"));
        var composer = new DigestComposer(store, Settings, Zone, clock);
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", clock.GetUtcNow(), Severity.Medium), default);

        Assert.That(await composer.ComposeAsync(default), Is.Zero, "before the hour");
        clock.SetUtcNow(Local("2026-01-21 14:00"));
        Assert.That(await composer.ComposeAsync(default), Is.EqualTo(1), "at the hour");
        Assert.That(await composer.ComposeAsync(default), Is.Zero, "again");
    }

    [Test]
    public async Task An_urgent_incident_goes_at_once_and_takes_the_waiting_ones_along()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var clock = new FakeTimeProvider(Local("2026-01-21 09:00"));
        var composer = new DigestComposer(store, Settings, Zone, clock);
        await store.WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", clock.GetUtcNow(), Severity.Medium);
            Sample.Incident(unit, "p2", clock.GetUtcNow(), Severity.Critical);
        }, default);
        var id = composer.Preview(clock.GetUtcNow()).Single().DigestId;
        await composer.ComposeAsync(default);
        Assert.That(new IncidentQueries(store).OfDigest(id).Select(line => line.Incident.Severity), Is.EqualTo(new[] { Severity.Critical, Severity.Medium }));
    }

    [Test]
    public async Task A_quiet_incident_is_never_mailed()
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        var clock = new FakeTimeProvider(Local("2026-01-21 15:00"));
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", clock.GetUtcNow().AddDays(-3), Severity.Critical, isQuiet: true), default);
        Assert.That(await new DigestComposer(store, Settings, Zone, clock).ComposeAsync(default), Is.Zero);
    }

    [Test]
    public async Task A_mail_tells_terms_apart_links_to_the_public_address_and_wakes_the_people_on_duty()
    {
        using var scratch = new Scratch();
        var configured = Configured.Load(Repository.Config, new Dictionary<string, string?> { ["Console:PublicAddress"] = "https://cur.example/monitor", ["Smtp:Host"] = "" });
        var clock = new FakeTimeProvider(Local("2026-01-21 09:00"));
        await using var parts = Service.BuildParts(configured, scratch.Path, clock, verbose: false);
        var store = parts.GetRequiredService<IncidentStore>();
        await store.WriteAsync(unit => Sample.Incident(unit, "p1", clock.GetUtcNow(), Severity.Critical, agency: "vo-heat", deadlines: new Deadlines(clock.GetUtcNow().AddHours(1), clock.GetUtcNow().AddDays(1))), default);
        await SendAsync();
        clock.SetUtcNow(Local("2026-01-21 10:00"));
        await parts.GetRequiredService<IncidentMonitor.Assign.DeadlineWatch>().TellAsync(default);
        await SendAsync();
        var mails = Directory.GetFiles(Path.Combine(scratch.Path, "digests"), "*vo-heat*.eml").Order().Select(Read).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(mails, Has.Count.EqualTo(2));
            Assert.That(mails, Has.All.Contain("https://cur.example/monitor/incidents/1").And.All.Contain("dispetcher@teploseti-vo.example"));
            Assert.That(mails[0], Does.Contain("Новый инцидент: 1").And.Not.Contain("Сроки: 1"));
            Assert.That(mails[1], Does.Contain("Сроки: 1").And.Contain("срок прошёл").And.Not.Contain("Новый инцидент"));
        });

        async Task SendAsync()
        {
            await parts.GetRequiredService<DigestComposer>().ComposeAsync(default);
            await parts.GetRequiredService<Mailer>().DeliverAsync(default);
        }

        static string Read(string file)
        {
            var text = File.ReadAllText(file);
            var body = text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Trim();
            return text + System.Net.WebUtility.HtmlDecode(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body)));
        }
    }

    [Test]
    public async Task A_second_delivery_replaces_the_first()
    {
        using var scratch = new Scratch();
        var notifier = new FolderNotifier(scratch.Path);
        for (var i = 0; i < 2; i++)
        {
            using var mail = new MailMessage("a@x.example", "b@x.example", "Инциденты", "текст");
            Assert.That(await notifier.DeliverAsync("20260121-1400-town-1", mail, default), Is.Null);
        }

        Assert.That(Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "20260121-1400-town-1.eml" }));
    }

    private static DigestSettings Settings { get; } = new() { Hours = [8, 14] };

    private static DateTimeOffset Local(string time) => new(DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(5));
}
