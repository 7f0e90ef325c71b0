using System.Text.Json.Nodes;
using IncidentMonitor.Tests.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>The commands around the index as scripts call them.</summary>
internal sealed class SearchCommandTests
{
    [Test]
    public async Task Without_an_index_the_commands_say_how_to_name_one()
    {
        using var scratch = new Scratch();
        var (code, output, errors) = await Cli.RunAsync(null, "reindex", "--data", scratch.Path);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.Contain("INCIDENTMONITOR_SEARCH_URL").And.Contain("--url"));
    }

    [Test]
    public async Task An_index_that_is_not_there_is_an_error_with_its_address()
    {
        using var scratch = new Scratch();
        var (code, _, errors) = await Cli.RunAsync(null, "setup-search", "--url", "http://127.0.0.1:1", "--data", scratch.Path);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.Trim(), Does.Contain("127.0.0.1:1").And.Not.Contain("   at "));
    }

    [Test]
    [Category(SearchEngine.Category)]
    public async Task A_replayed_history_is_set_up_indexed_and_kept_up()
    {
        var settings = SearchEngine.Settings("t-cli");
        var environment = SearchEngine.Environ("t-cli");
        using var scratch = new Scratch();
        await using var rig = new SearchRig(settings, TimeProvider.System);
        var post = """{"id":"p1","source":"vk","feed":"wall","publishedAt":"2026-01-20T08:00:00Z","text":"Во дворе огромная яма, машины бьются"}""";
        await RunAsync(post, "replay", "-", "--assume-incident", "--data", scratch.Path);
        Assert.That((await RunAsync(null, "setup-search"))["alias"]!.GetValue<string>(), Is.EqualTo("t-cli"));
        var built = await RunAsync(null, "reindex", "--data", scratch.Path);
        Assert.That((built["incidents"]!.GetValue<int>(), built["documents"]!.GetValue<int>(), built["parked"]!.GetValue<int>()), Is.EqualTo((1, 1, 0)));
        await RunAsync(post.Replace("p1", "p2", StringComparison.Ordinal).Replace("яма, машины бьются", "лужа у второго подъезда", StringComparison.Ordinal), "replay", "-", "--assume-incident", "--data", scratch.Path);
        Assert.That((await RunAsync(null, "deliver", "--once", "--data", scratch.Path))["waiting"]!.GetValue<int>(), Is.Zero);
        await rig.AskAsync(HttpMethod.Post, "/t-cli/_refresh");
        Assert.That(await rig.Cluster.CountAsync(default), Is.GreaterThan(0));
        Assert.That((await rig.AskAsync(HttpMethod.Get, "/t-cli/_search?q=" + Uri.EscapeDataString("лужа")))["hits"]!["total"]!["value"]!.GetValue<int>(), Is.EqualTo(1));

        async Task<JsonNode> RunAsync(string? input, params string[] arguments)
        {
            using var process = Cli.Start(environment, arguments);
            var (code, output, errors) = await Cli.EndAsync(process, input);
            Assert.That(code, Is.Zero, errors);
            return JsonNode.Parse(output)!;
        }
    }
}
