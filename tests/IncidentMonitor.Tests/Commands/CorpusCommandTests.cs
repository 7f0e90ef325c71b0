using System.Text.Json;
using IncidentMonitor.Tests.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class CorpusCommandTests
{
    [TestCase("road-snow", 1)]
    [TestCase("road-hole", 0)]
    public async Task A_conflict_is_exit_1_and_a_copy_is_not(string label, int exitCode)
    {
        using var scratch = new Scratch();
        var tree = scratch.Write("tree.csv", TinyCorpus.Tree);
        var posts = scratch.Write("posts.csv", $"text,rubric\nглубокая яма перед школой на дороге,road-hole\nглубокая яма перед школой на дороге,{label}\n");
        var (code, output, errors) = await Cli.RunAsync(null, "corpus", "lint", "--tree", tree, "--data", posts);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(exitCode), errors);
            Assert.That(JsonDocument.Parse(output.Split('\n')[0]).RootElement.GetProperty("kind").GetString(), Is.EqualTo(exitCode == 1 ? "conflict" : "nearDuplicate"));
            Assert.That(errors, Does.Contain("2 texts"));
        });
    }
}
