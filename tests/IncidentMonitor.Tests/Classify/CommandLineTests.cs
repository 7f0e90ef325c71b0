using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

/// <summary>train, evaluate and classify as a script calls them.</summary>
public sealed class CommandLineTests
{
    private const string Posts = "{\"id\":\"a\",\"text\":\"яма на дороге\"}\n{\"id\":7,\"text\":\"и у нас\",\"context\":\"нет воды\"}\n";

    [Test]
    public async Task TrainEvaluateClassify()
    {
        using var tree = new ScratchFile("tree.csv", TinyCorpus.Tree);
        File.WriteAllText(tree.Beside("posts.csv"), TinyCorpus.Posts());
        File.WriteAllText(tree.Beside("others.csv"), TinyCorpus.NotIncidents());
        File.WriteAllText(tree.Beside("posts.jsonl"), Posts + "nonsense\n{\"id\":\"c\"}\n\n{\"id\":\"d\",\"text\":\"\"}\n");
        var model = tree.Beside("m.model");

        var trained = await Run("", "train", "--tree", tree.Path, "--data", tree.Beside("posts.csv"), "--text", "text", "--label", "rubric",
            "--severity", "severity", "--not-incidents", tree.Beside("others.csv"), "--out", model);
        Assert.That(trained.Code, Is.Zero, trained.Error);
        Assert.That(trained.Output, Is.Empty, "data goes to stdout, and train has none");

        var evaluated = await Run("", "evaluate", "--model", model, "--data", tree.Beside("posts.csv"), "--text", "text", "--label", "rubric");
        using (var json = JsonDocument.Parse(evaluated.Output))
        {
            Assert.That(json.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(
                new[] { "n", "accuracy", "top3", "macroF1", "weightedF1", "groupAccuracy", "ece", "textsPerSecond" }));
            Assert.That(json.RootElement.GetProperty("accuracy").GetDouble(), Is.GreaterThan(.9));
        }

        var classified = await Run("", "classify", "--model", model, "--top", "2", tree.Beside("posts.jsonl"));
        var lines = classified.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(classified.Code, Is.EqualTo(1), "part of the input was refused");
            Assert.That(classified.Error, Does.Contain("line 3: no valid JSON").And.Contain("line 4: \"text\" must be a text"));
            Assert.That(lines, Has.Length.EqualTo(3));
        });
        using var first = JsonDocument.Parse(lines[0]);
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Multiple(() =>
        {
            Assert.That(first.RootElement.EnumerateObject().Select(p => p.Name), Is.SupersetOf(new[]
            {
                "id", "isIncident", "incidentProbability", "severity", "topic", "group", "confidence", "needsHuman", "rubric", "alternatives", "because",
            }));
            Assert.That(first.RootElement.GetProperty("rubric").GetProperty("id").GetString(), Is.EqualTo("road-hole"));
            Assert.That(first.RootElement.GetProperty("alternatives").GetArrayLength(), Is.EqualTo(2));
            Assert.That(second.RootElement.GetProperty("id").GetInt32(), Is.EqualTo(7), "the id comes back as it was");
            Assert.That(second.RootElement.GetProperty("topic").GetString(), Is.EqualTo("Водоснабжение"));
        });
    }

    [Test]
    public async Task ClassifyReadsStdin()
    {
        var classified = await Run(Posts, "classify", "-");
        Assert.Multiple(() =>
        {
            Assert.That(classified.Code, Is.Zero, classified.Error);
            Assert.That(classified.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
        });
    }

    [Test]
    public async Task AWrongColumnIsNamed()
    {
        using var tree = new ScratchFile("tree.csv", TinyCorpus.Tree);
        File.WriteAllText(tree.Beside("posts.csv"), TinyCorpus.Posts());
        var trained = await Run("", "train", "--tree", tree.Path, "--data", tree.Beside("posts.csv"), "--text", "message", "--label", "rubric", "--out", tree.Beside("m.model"));
        Assert.Multiple(() =>
        {
            Assert.That(trained.Code, Is.EqualTo(2));
            Assert.That(trained.Error.Trim(), Does.EndWith("has no column «message»; its columns are text, rubric, severity"));
        });
    }

    private static async Task<(int Code, string Output, string Error)> Run(string input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "IncidentMonitor.dll"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
