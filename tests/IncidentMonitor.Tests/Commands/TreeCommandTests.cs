using System.Text.Json;
using IncidentMonitor.Tests.Classify;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class TreeCommandTests
{
    [TestCase("road-hole,Яма", "road-hole,Выбоина", 0, "renamed")]
    [TestCase("road-hole,Яма,Дорожное покрытие", "road-hole,Собаки,Животные", 1, "reused")]
    public async Task Changes_are_lines_and_a_reused_id_is_refused(string written, string instead, int exitCode, string change)
    {
        using var scratch = new Scratch();
        var (old, now) = (scratch.Write("old.csv", TinyCorpus.Tree), scratch.Write("new.csv", TinyCorpus.Tree.Replace(written, instead, StringComparison.Ordinal)));
        var (code, output, _) = await Cli.RunAsync(null, "tree", "diff", old, now);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(exitCode));
            Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("change").GetString(), Is.EqualTo(change));
        });
    }
}
