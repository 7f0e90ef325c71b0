using System.IO.Compression;
using System.Net;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Http;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Http;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CrawlerHttpTests
{
    private readonly SkippingClock clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [TestCase("127.0.0.1", false)]
    [TestCase("10.1.2.3", false)]
    [TestCase("172.31.0.1", false)]
    [TestCase("192.168.1.1", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("::1", false)]
    [TestCase("fe80::1", false)]
    [TestCase("fd00::1", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("64:ff9b::7f00:1", false)]
    [TestCase("93.158.134.3", true)]
    [TestCase("172.32.0.1", true)]
    [TestCase("2a02:6b8::1", true)]
    public void OnlyPublicAddressesAreVisited(string address, bool isPublic) =>
        Assert.That(AddressGuard.IsPublic(IPAddress.Parse(address)), Is.EqualTo(isPublic));

    [TestCase("http://127.0.0.1:1/")]
    [TestCase("http://localhost:1/")]
    [TestCase("http://[::1]:1/")]
    public void InnerHostIsRefused(string url)
    {
        using var http = new CrawlerHttp(new() { Retries = 0 }, clock);
        Assert.That(async () => await http.SendAsync(new(new Uri(url)), default), Throws.TypeOf<NoAnswerException>().With.Message.Contains("private address"));
    }

    [TestCase("http://[::1")]
    [TestCase("http://a b/")]
    [TestCase("//")]
    public async Task ARedirectToNoAddressIsAnAnswerAndNoCrash(string location)
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = 302;
            c.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        using var http = Stub.Http(TimeProvider.System);
        try
        {
            Assert.That((int)(await http.SendAsync(new(stub.Address), default)).Status, Is.EqualTo(302));
        }
        catch (NoAnswerException)
        {
            // A redirect to what is no web address: named, not thrown as something else.
        }
    }

    [Test]
    public async Task RedirectToAnInnerHostIsRefused()
    {
        await using var inner = await Stub.StartAsync(c => c.Response.WriteAsync("secret"));
        await using var outer = await Stub.StartAsync(c =>
        {
            c.Response.Redirect($"http://localhost:{inner.Address.Port}/");
            return Task.CompletedTask;
        });
        using var http = Stub.Http(clock);
        Assert.That(async () => await http.SendAsync(new(outer.Address), default), Throws.TypeOf<NoAnswerException>());
        Assert.That(inner.Asked, Is.Empty);
    }

    [Test]
    public async Task FiveRedirectsAreFollowedAndSixAreNot()
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            var left = int.Parse(c.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            if (left > 0)
                c.Response.Redirect($"/{left - 1}");
            return c.Response.WriteAsync("here");
        });
        using var http = Stub.Http(clock);
        var answer = await http.SendAsync(new(new Uri(stub.Address, "/5")), default);
        Assert.That(answer.Address.AbsolutePath, Is.EqualTo("/0"));
        Assert.That(async () => await http.SendAsync(new(new Uri(stub.Address, "/6")), default), Throws.TypeOf<NoAnswerException>());
    }

    [Test]
    public async Task DecompressionBombIsCut()
    {
        await using var stub = await Stub.StartAsync(async c =>
        {
            c.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(c.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(new byte[5_000_000]);
        });
        using var http = Stub.Http(clock, new() { MaxBytes = 100_000 });
        var answer = await http.SendAsync(new(stub.Address), default);
        Assert.That(answer.Body, Has.Length.EqualTo(100_000));
        Assert.That(answer.IsCut);
    }

    [Test]
    public async Task ServerErrorsAreRetriedABoundedNumberOfTimes()
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = 502;
            return Task.CompletedTask;
        });
        using var http = Stub.Http(clock, new() { Retries = 2 });
        var answer = await http.SendAsync(new(stub.Address), default);
        Assert.That(stub.Asked, Has.Count.EqualTo(3));
        Assert.That(answer.Fault("x")!.Reason, Is.EqualTo(FaultReason.Unreachable));
    }

    [TestCase("120", 120)]
    [TestCase("Sun, 01 Mar 2026 12:05:00 GMT", 300)]
    [TestCase("99999999", 86400)]
    public async Task RetryAfterIsHonoured(string header, int seconds)
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = 429;
            c.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        using var http = Stub.Http(clock);
        var fault = (await http.SendAsync(new(stub.Address), default)).Fault("x")!;
        Assert.That(fault.Reason, Is.EqualTo(FaultReason.RateLimited));
        Assert.That(fault.RetryAt, Is.EqualTo(clock.GetUtcNow().AddSeconds(seconds)));
        Assert.That(stub.Asked, Has.Count.EqualTo(1), "no second request before that time");
    }

    [Test]
    public async Task AgentNamesItselfAndKeepsATokenToItsHost()
    {
        var seen = new List<(string Agent, string Token)>();
        Task Answer(HttpContext c)
        {
            seen.Add((c.Request.Headers.UserAgent.ToString(), c.Request.Headers.Authorization.ToString()));
            return c.Response.WriteAsync("x");
        }
        await using var second = await Stub.StartAsync(Answer);
        await using var first = await Stub.StartAsync(c =>
        {
            seen.Add((c.Request.Headers.UserAgent.ToString(), c.Request.Headers.Authorization.ToString()));
            c.Response.Redirect($"http://localhost:{second.Address.Port}/");
            return Task.CompletedTask;
        });
        using var http = new CrawlerHttp(new() { AllowedPrivateHosts = ["127.0.0.1", "localhost"], HostGap = TimeSpan.Zero, UserAgent = "IncidentMonitor/1 (+mailto:a@b)" }, clock);
        await http.SendAsync(new(first.Address) { BearerToken = "T" }, default);
        Assert.That(seen, Is.EqualTo(new[] { ("IncidentMonitor/1 (+mailto:a@b)", "Bearer T"), ("IncidentMonitor/1 (+mailto:a@b)", "") }));
    }

    [Test]
    public async Task OneHostIsAskedAtAGap()
    {
        var gate = new HostGate(TimeSpan.FromSeconds(1), clock);
        var started = new List<DateTimeOffset>();
        for (var i = 0; i < 3; i++)
        {
            using var turn = await gate.EnterAsync("a", null, default);
            started.Add(clock.GetUtcNow());
        }
        Assert.That(started[1] - started[0], Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(started[2] - started[1], Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task OneHostIsAskedOneAtATime()
    {
        var gate = new HostGate(TimeSpan.Zero, clock);
        var first = await gate.EnterAsync("a", null, default);
        var second = gate.EnterAsync("a", null, default).AsTask();
        var other = await gate.EnterAsync("b", null, default);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        other.Dispose();
        (await second).Dispose();
    }
}
