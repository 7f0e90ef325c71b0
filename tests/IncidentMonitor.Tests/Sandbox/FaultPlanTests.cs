using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IncidentMonitor.Sandbox;
using IncidentMonitor.Sandbox.Faults;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class FaultPlanTests
{
    private const string Wall = "vk/method/wall.get?owner_id=-101&v=5.199&access_token=sandbox-x";

    [TestCase(6, "Too many requests per second")]
    [TestCase(9, "Flood control")]
    [TestCase(14, "Captcha needed")]
    [TestCase(29, "Rate limit reached")]
    public async Task A_VK_error_comes_as_often_as_planned_and_then_no_more(int code, string words)
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("wall.get", Fault.VkError(code), times: 2);
        for (var i = 0; i < 2; i++)
        {
            var error = (await scene.GetJsonAsync(Wall)).GetProperty("error");
            Assert.That(error.GetProperty("error_code").GetInt32(), Is.EqualTo(code));
            Assert.That(error.GetProperty("error_msg").GetString(), Is.EqualTo(words));
            Assert.That(error.TryGetProperty("captcha_sid", out _), Is.EqualTo(code == 14));
        }

        Assert.That((await scene.GetJsonAsync(Wall)).TryGetProperty("response", out _), Is.True);
        Assert.That(scene.Host.Faults.Pending, Is.Zero);
    }

    [Test]
    public async Task Inside_execute_one_call_fails_and_the_others_answer()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("wall.get", Fault.VkError(29));
        var answer = await scene.VkAsync("execute", ("code", "return [API.wall.get({\"owner_id\":-101}),API.wall.get({\"owner_id\":-102})];"));
        Assert.That(answer.GetProperty("response")[0].ValueKind, Is.EqualTo(JsonValueKind.False));
        Assert.That(answer.GetProperty("response")[1].GetProperty("count").GetInt32(), Is.Positive);
        Assert.That(answer.GetProperty("execute_errors")[0].GetProperty("error_code").GetInt32(), Is.EqualTo(29));
    }

    [Test]
    public async Task Too_many_requests_name_the_wait_in_header_and_for_the_bot_in_the_body()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("/", Fault.TooManyRequests(TimeSpan.FromSeconds(7)), times: 2);
        using var news = await scene.Client.GetAsync("news/vestnik/rss.xml");
        using var bot = await scene.Client.GetAsync("botsandbox-1/getUpdates");
        var body = await SandboxScene.JsonAsync(bot);
        Assert.Multiple(() =>
        {
            Assert.That(news.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(news.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(7)));
            Assert.That(bot.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(body.GetProperty("parameters").GetProperty("retry_after").GetInt32(), Is.EqualTo(7));
            Assert.That(body.GetProperty("ok").GetBoolean(), Is.False);
        });
    }

    [Test]
    public async Task A_second_poller_a_redirect_and_a_bad_gateway()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("getUpdates", Fault.Conflict).Next("/s/", Fault.Redirect("/vo_online")).Next("getUpdates", Fault.BadGateway);
        using var conflict = await scene.Client.GetAsync("botsandbox-1/getUpdates");
        using var redirect = await scene.Client.GetAsync("s/vo_online");
        using var gateway = await scene.Client.GetAsync("botsandbox-1/getUpdates");
        var page = await gateway.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(conflict.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(redirect.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(redirect.Headers.Location!.ToString(), Is.EqualTo("/vo_online"));
            Assert.That(gateway.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
            Assert.That(page, Does.StartWith("<html>"));
        });
    }

    [Test]
    public async Task A_reset_gives_no_answer_at_all()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("wall.get", Fault.Reset);
        Assert.That(async () => await scene.Client.GetAsync(Wall), Throws.InstanceOf<HttpRequestException>());
        Assert.That((await scene.GetJsonAsync(Wall)).TryGetProperty("response", out _), Is.True);
    }

    [Test]
    public async Task A_slow_body_gives_half_waits_and_then_gives_the_rest()
    {
        var time = new FakeTimeProvider();
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Clock = TownClock.Running(SandboxTown.End, 0, time) }, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = host.BaseAddress };
        var whole = await client.GetStringAsync(Wall);
        host.Faults.Next("wall.get", Fault.SlowBody(TimeSpan.FromMinutes(1)));
        using var answer = await client.GetAsync(Wall, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var text = new MemoryStream();
        var half = System.Text.Encoding.UTF8.GetByteCount(whole) / 2;
        var buffer = new byte[half];
        await body.ReadExactlyAsync(buffer);
        text.Write(buffer);
        var rest = body.CopyToAsync(text);
        Assert.That(rest.IsCompleted, Is.False);
        while (!rest.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await rest;
        Assert.That(System.Text.Encoding.UTF8.GetString(text.ToArray()), Is.EqualTo(whole));
    }

    [Test]
    public async Task A_plan_can_be_posted()
    {
        await using var scene = await SandboxScene.AtAsync();
        using var planned = await scene.Client.PostAsJsonAsync("_sandbox/faults", new { target = "wall.get", kind = "vkError", times = 3, code = 9 });
        Assert.That((await SandboxScene.JsonAsync(planned)).GetProperty("pending").GetInt32(), Is.EqualTo(3));
        Assert.That((await scene.GetJsonAsync(Wall)).GetProperty("error").GetProperty("error_code").GetInt32(), Is.EqualTo(9));
        Assert.That(scene.Host.Faults.Pending, Is.EqualTo(2));
        using var refused = await scene.Client.PostAsJsonAsync("_sandbox/faults", new { target = "wall.get", kind = "earthquake" });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Other_methods_and_paths_are_left_alone()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Host.Faults.Next("wall.getComments", Fault.VkError(6)).Next("/news/vestnik", Fault.BadGateway);
        Assert.That((await scene.GetJsonAsync(Wall)).TryGetProperty("response", out _), Is.True);
        using var adm = await scene.Client.GetAsync("news/adm/atom.xml");
        Assert.That(adm.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(scene.Host.Faults.Pending, Is.EqualTo(2));
    }
}
