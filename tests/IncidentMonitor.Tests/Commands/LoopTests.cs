using System.Text.Json;
using IncidentMonitor.Tests.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

/// <summary>Corrections, training and adoption as an operator types them.</summary>
internal sealed class LoopTests
{
    private const string Posts =
        """
        {"id":"a1","publishedAt":"2026-01-21T08:00:00Z","text":"Во дворе дома огромная яма, дети падают, почините асфальт"}
        {"id":"a2","publishedAt":"2026-01-21T09:00:00Z","text":"Кто потерял, ключи у охраны, приходите"}
        """;

    [Test]
    public async Task Corrections_go_into_the_record_and_into_a_model()
    {
        using var scratch = new Scratch();
        var (tree, posts) = (scratch.Write("config/rubrics/tree.csv", TinyCorpus.Tree), scratch.Write("posts.csv", TinyCorpus.Posts()));
        string[] where = ["--data", Path.Combine(scratch.Path, "data"), "--config", Path.Combine(scratch.Path, "config")];
        await Cli.RunAsync(Posts, "replay", "-", "--data", where[1]);

        var suggested = await Cli.RunAsync(null, ["suggest", "--top", "5", .. where]);
        var right = await Cli.RunAsync(null, ["feedback", "add", "a1", "--rubric", "road-hole", "--severity", "high", "--who", "Иванова", .. where]);
        var none = await Cli.RunAsync(null, ["feedback", "add", "a2", "--not-incident", "--who", "Иванова", .. where]);
        var unknown = await Cli.RunAsync(null, ["feedback", "add", "a1", "--rubric", "no-such", "--who", "Иванова", .. where]);
        var both = await Cli.RunAsync(null, ["feedback", "add", "a1", "--rubric", "road-hole", "--not-incident", "--who", "Иванова", .. where]);
        var after = await Cli.RunAsync(null, ["suggest", .. where]);
        var csv = Path.Combine(scratch.Path, "feedback.csv");
        await Cli.RunAsync(null, ["feedback", "export", csv, .. where]);
        var trained = await Cli.RunAsync(null, "train", "--tree", tree, "--data", posts, "--text", "text", "--label", "rubric", "--feedback", where[1], "--out", Path.Combine(scratch.Path, "new", "x.model"));
        Assert.Multiple(() =>
        {
            Assert.That(suggested.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()), Is.EquivalentTo(new[] { "a1", "a2" }));
            Assert.That((right.ExitCode, none.ExitCode, unknown.ExitCode, both.ExitCode), Is.EqualTo((0, 0, 2, 2)), right.Errors + none.Errors);
            Assert.That(unknown.Errors, Does.Contain("no-such"));
            Assert.That(after.Output, Is.Empty, "both are checked now");
            Assert.That(File.ReadAllLines(csv), Is.EqualTo(new[]
            {
                "text,rubric,severity,is_incident",
                "\"Во дворе дома огромная яма, дети падают, почините асфальт\",road-hole,high,true",
                "\"Кто потерял, ключи у охраны, приходите\",,,false",
            }));
            Assert.That(trained.Errors, Does.Contain("65 labelled texts, 1 that are no incidents"));
        });
    }

    [Test]
    public async Task Only_a_model_that_is_not_worse_is_adopted_and_it_can_be_taken_back()
    {
        using var scratch = new Scratch();
        var tree = scratch.Write("config/rubrics/tree.csv", TinyCorpus.Tree);
        var fold = scratch.Write("fold.csv", TinyCorpus.Posts());
        var used = await TrainAsync("used", TinyCorpus.Posts());
        var good = await TrainAsync("good", TinyCorpus.Posts() + "снег и лёд на дороге,road-snow,medium\n");
        var bad = await TrainAsync("bad", TinyCorpus.Posts(l => l.StartsWith("road", StringComparison.Ordinal) ? "water-none" : "road-snow"));
        var before = await File.ReadAllBytesAsync(used);

        var refused = await AdoptAsync(bad);
        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1));
            Assert.That(JsonDocument.Parse(refused.Output).RootElement.GetProperty("adopted").GetBoolean(), Is.False);
            Assert.That(File.ReadAllBytes(used), Is.EqualTo(before));
        });

        var taken = await AdoptAsync(good);
        Assert.Multiple(() =>
        {
            Assert.That(taken.ExitCode, Is.Zero, taken.Errors);
            Assert.That(File.ReadAllBytes(used), Is.EqualTo(File.ReadAllBytes(good)).And.Not.EqualTo(before));
        });

        await Cli.RunAsync(null, "model", "rollback", "--model", used);
        Assert.That(await File.ReadAllBytesAsync(used), Is.EqualTo(before));

        async Task<string> TrainAsync(string name, string rows)
        {
            var model = Path.Combine(scratch.Path, name, "rubrics.model");
            await Cli.RunAsync(null, "train", "--tree", tree, "--data", scratch.Write(name + ".csv", rows), "--text", "text", "--label", "rubric", "--out", model);
            return model;
        }

        Task<(int ExitCode, string Output, string Errors)> AdoptAsync(string model) =>
            Cli.RunAsync(null, "model", "adopt", model, "--fold", fold, "--model", used, "--config", Path.Combine(scratch.Path, "config"));
    }
}
