using System.Text.Json;
using IncidentMonitor.Tests.Collect;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class FeedsCommandTests
{
    [Test]
    public async Task A_test_tells_what_a_fetch_sees_and_stores_nothing()
    {
        await using var stub = await Stub.StartAsync(c =>
        {
            c.Response.StatusCode = c.Request.Path == "/feed" ? 200 : 404;
            c.Response.ContentType = "application/rss+xml; charset=utf-8";
            return c.Response.WriteAsync("<rss><channel><item><title>Прорвало трубу</title><guid>7</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>");
        });
        using var scratch = new Scratch();
        foreach (var file in Directory.GetFiles(Repository.Config, "*", SearchOption.AllDirectories))
        {
            scratch.Write(Path.Combine("config", Path.GetRelativePath(Repository.Config, file)), await File.ReadAllTextAsync(file));
        }

        scratch.Write("config/sources.yaml", $"feeds:\n  - {{name: paper, kind: news, address: '{new Uri(stub.Address, "/feed")}'}}\n  - {{name: wall, kind: vk-wall, address: '-1'}}\n");
        var environment = new Dictionary<string, string?> { ["INCIDENTMONITOR_HTTP__ALLOWEDPRIVATEHOSTS__0"] = "127.0.0.1" };
        var (config, data) = (Path.Combine(scratch.Path, "config"), Path.Combine(scratch.Path, "data"));
        using var test = Cli.Start(environment, "feeds", "test", "paper", "--config", config, "--data", data);
        var (exitCode, output, errors) = await Cli.EndAsync(test);
        using var off = Cli.Start(environment, "feeds", "test", "wall", "--config", config, "--data", data);
        var refused = await Cli.EndAsync(off);
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.Zero, errors);
            Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("title").GetString(), Is.EqualTo("Прорвало трубу"));
            Assert.That(errors, Does.Contain("HTTP 200").And.Contain("charset utf-8").And.Contain("newest: 2026-03-01T10:00:00Z").And.Contain("cursor before: none"));
            Assert.That(Directory.Exists(data), Is.False);
            Assert.That(refused.ExitCode, Is.EqualTo(2));
            Assert.That(refused.Errors, Does.Contain("INCIDENTMONITOR_VK__TOKEN"));
        });
    }

    [Test]
    public async Task A_key_is_shown_once_and_can_be_revoked()
    {
        using var scratch = new Scratch();
        var (added, made, _) = await Cli.RunAsync(null, "key", "add", "hotline", "--scope", "write", "vouch", "--per-day", "10", "--data", scratch.Path);
        var key = JsonDocument.Parse(made).RootElement;
        var (text, id) = (key.GetProperty("key").GetString()!, key.GetProperty("id").GetString()!);
        var listed = await Cli.RunAsync(null, "key", "list", "--data", scratch.Path);
        var revoked = await Cli.RunAsync(null, "key", "revoke", id, "--data", scratch.Path);
        var again = await Cli.RunAsync(null, "key", "revoke", id, "--data", scratch.Path);
        var wrong = await Cli.RunAsync(null, "key", "add", "../x", "--data", scratch.Path);
        Assert.Multiple(() =>
        {
            Assert.That((added, revoked.ExitCode, again.ExitCode, wrong.ExitCode), Is.EqualTo((0, 0, 1, 2)));
            Assert.That(text, Does.StartWith("im_" + id + "."));
            Assert.That(listed.Output, Does.Contain(id).And.Contain("\"perDay\":10").And.Not.Contain(text[^20..]));
            Assert.That(again.Errors, Does.Contain(id));
        });
    }
}
