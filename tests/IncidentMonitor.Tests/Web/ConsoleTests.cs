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

    [Test]
    public async Task A_foreign_host_name_is_turned_away()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
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
