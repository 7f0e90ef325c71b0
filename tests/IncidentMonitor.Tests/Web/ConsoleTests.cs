using System.Net;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Web;

internal sealed class ConsoleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    private Scratch _scratch = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _scratch = new Scratch();
        var configured = Configured.Load(Repository.Config, new Dictionary<string, string?> { ["Console:Address"] = "http://127.0.0.1:0" }) with { Feeds = [] };
        Environment.CurrentDirectory = Repository.Root;
        _app = Service.BuildHost(configured, _scratch.Path, TimeProvider.System, verbose: false);
        await _app.Services.GetRequiredService<IncidentStore>().WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", Now, Severity.Critical, text: "<script>alert(1)</script> нет отопления в доме");
            Sample.Incident(unit, "p2", Now, Severity.Low, text: "когда откроют каток на площади");
            Sample.Incident(unit, "p3", Now, Severity.Low, text: "в посёлке не работает колонка", agency: null, deadlines: new Deadlines(Now.AddYears(50), Now.AddYears(50)));
        }, default);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _scratch.Dispose();
    }

    [Test]
    public async Task The_list_shows_incidents_and_no_markup_of_strangers()
    {
        var page = await _client.GetStringAsync("/");
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("&lt;script&gt;alert(1)"));
            Assert.That(page, Does.Not.Contain("<script>alert"));
            Assert.That(page, Does.Contain("каток на площади"));
        });
    }

    [TestCase("/?severity=critical", "отопления в доме", "каток")]
    [TestCase("/?q=отопление", "отопления в доме", "каток")]
    [TestCase("/?q=площадью", "каток", "отопления в доме")]
    [TestCase("/?agency=-", "колонка", "каток")]
    [TestCase("/?why=notconnected", "колонка", "каток")]
    [TestCase("/?why=noplace", "инцидентов нет", "колонка")]
    [TestCase("/?term=past", "каток", "колонка")]
    [TestCase("/?term=near", "инцидентов нет", "каток")]
    public async Task A_filter_narrows_the_list(string query, string shown, string hidden)
    {
        var page = await _client.GetStringAsync(query);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain(shown));
            Assert.That(page, Does.Not.Contain(hidden));
        });
    }

    [Test]
    public async Task A_card_tells_the_reasons_and_an_unknown_number_is_404()
    {
        var card = await _client.GetStringAsync("/incidents/1");
        using var missing = await _client.GetAsync("/incidents/999");
        Assert.Multiple(() =>
        {
            Assert.That(card, Does.Contain("Почему так решено").And.Contain("История").And.Contain("Взять в работу до").And.Contain("срок прошёл"));
            Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [TestCase("/")]
    [TestCase("/incidents/1")]
    [TestCase("/feeds")]
    public async Task Pages_forbid_foreign_scripts_and_frames(string path)
    {
        using var response = await _client.GetAsync(path);
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(string.Join(' ', response.Headers.GetValues("Content-Security-Policy")), Does.Contain("script-src 'self'").And.Contain("frame-ancestors 'none'"));
        });
    }

    [TestCase("evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("10.0.0.5:8080", HttpStatusCode.MisdirectedRequest)]
    [TestCase("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("127.0.0.2:8080", HttpStatusCode.OK)]
    [TestCase("[::1]:8080", HttpStatusCode.OK)]
    [TestCase("LOCALHOST", HttpStatusCode.OK)]
    public async Task Only_the_loopbacks_names_open_the_console(string host, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feeds") { Headers = { Host = host } };
        using var response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Readiness_tells_of_each_feed()
    {
        using var scratch = new Scratch();
        var feed = new Feed { Name = "paper", Kind = FeedKind.News, Address = "http://127.0.0.1:1/feed" };
        var configured = Configured.Load(Repository.Config, new Dictionary<string, string?> { ["Console:Address"] = "http://127.0.0.1:0" }) with { Feeds = [feed] };
        await using var app = Service.BuildHost(configured, scratch.Path, TimeProvider.System, verbose: false);
        await app.Services.GetRequiredService<IncidentStore>().WriteAsync(unit =>
        {
            unit.FeedFirstRead("paper", Now);
            unit.FeedFirstRead("no longer configured", Now);
            unit.FeedRead("paper", null, 0, 0, Now, Now.AddYears(100));
            unit.SetSilent("paper", Now, Now);
        }, default);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var health = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/health/ready")).RootElement;
        var page = await client.GetStringAsync("/feeds");
        await app.StopAsync();
        Assert.Multiple(() =>
        {
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("degraded"));
            var only = health.GetProperty("feeds").EnumerateArray().Single();
            Assert.That(only.GetProperty("state").GetString(), Is.EqualTo("silent"));
            Assert.That(only.GetProperty("kind").GetString(), Is.EqualTo("news"));
            Assert.That(only.GetProperty("lastSuccess").GetDateTimeOffset(), Is.EqualTo(Now));
            Assert.That(page, Does.Contain("молчит"));
        });
    }

    [Test]
    public async Task Assets_and_health_answer()
    {
        using var css = await _client.GetAsync("/assets/console.css");
        using var outside = await _client.GetAsync("/assets/..%2fappsettings.json");
        Assert.Multiple(() =>
        {
            Assert.That(css.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/css"));
            Assert.That(outside.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
        Assert.That(await _client.GetStringAsync("/health/ready"), Does.Contain("ready"));
    }
}
