using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Web;

/// <summary>The console in a real browser. Skipped where Chromium is absent; IMTEST_SCREENSHOTS names a folder for the pictures.</summary>
[Category("Browser")]
[NonParallelizable]
internal sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    private Scratch _scratch = null!;
    private WebApplication _app = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!File.Exists(Chromium))
        {
            Assert.Ignore($"No browser: install Debian's chromium (looked for {Chromium}).");
        }

        _scratch = new Scratch();
        Environment.CurrentDirectory = Repository.Root;
        var configured = Configured.Load(Repository.Config, new Dictionary<string, string?> { ["Console:Address"] = "http://127.0.0.1:0" }) with { Feeds = [] };
        _app = Service.BuildHost(configured, _scratch.Path, TimeProvider.System, verbose: false);
        await _app.Services.GetRequiredService<IncidentStore>().WriteAsync(unit =>
        {
            Sample.Incident(unit, "p1", Now, Severity.Critical, text: "третий день нет отопления, в квартире двенадцать градусов, дома двое детей и лежачая бабушка, аварийная служба не отвечает");
            Sample.Incident(unit, "p2", Now, Severity.Medium, text: string.Concat(Enumerable.Repeat("оченьдлинноесловобезпробелов", 12)));
        }, default);
        await _app.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
            _scratch.Dispose();
        }
    }

    [Test]
    public async Task Pages_fit_their_window_and_report_no_error(
        [Values("/", "/incidents/1", "/feeds")] string path, [Values(1280, 390)] int width, [Values(ColorScheme.Light, ColorScheme.Dark)] ColorScheme scheme)
    {
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(_app.Urls.First() + path);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
        var isDark = await page.EvaluateAsync<bool>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => Number(part) < 80)");
        if (Environment.GetEnvironmentVariable("IMTEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{path.Replace('/', '_')}-{width}-{scheme}.png"), FullPage = true });
        }

        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(overflow, Is.LessThanOrEqualTo(0), "the page scrolls sideways");
            Assert.That(isDark, Is.EqualTo(scheme == ColorScheme.Dark));
        });
    }

    [Test]
    public async Task A_new_incident_appears_by_itself()
    {
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(_app.Urls.First());
        await _app.Services.GetRequiredService<IncidentStore>().WriteAsync(unit => Sample.Incident(unit, "p3", Now.AddHours(1), Severity.High, text: "появилось без обновления страницы"), default);
        await page.GetByText("появилось без обновления страницы").WaitForAsync(new LocatorWaitForOptions { Timeout = 30_000 });
        await page.CloseAsync();
    }
}
