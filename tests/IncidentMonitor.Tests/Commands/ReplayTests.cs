using System.Text.Json;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class ReplayTests
{
    private const string Lines =
        """
        {"id":"a1","source":"vk","feed":"стена","author":"Автор","publishedAt":"2026-01-21T08:00:00Z","url":"https://example.org/1","text":"Во дворе дома огромная яма, дети падают, почините асфальт"}
        {"id":"a2","source":"telegram","feed":"чат","publishedAt":"2026-01-21T09:00:00Z","text":"Во дворе дома огромная яма!!! Дети падают, почините асфальт"}
        not json
        {"id":"a3","publishedAt":"2026-01-21T09:00:00Z"}
        {"id":"a4","publishedAt":"вчера","text":"нет воды"}
        {"id":"a5","source":1,"publishedAt":"2026-01-21T08:00:00Z","text":"нет воды"}
        {"id":"a6","source":"1","publishedAt":"2026-01-21T08:00:00Z","text":"нет воды"}
        {"id":"a1","source":"vk","feed":"стена","publishedAt":"2026-01-21T08:00:00Z","text":"Во дворе дома огромная яма, дети падают, почините асфальт"}
        """;

    [Test]
    public async Task A_refused_line_is_named_and_the_rest_is_stored()
    {
        using var scratch = new Scratch();
        var (exitCode, output, errors) = await Cli.RunAsync(Lines, "replay", "-", "--assume-incident", "--data", scratch.Path);
        var summary = JsonDocument.Parse(output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(errors, Does.Contain("line 3").And.Contain("line 4").And.Contain("line 5").And.Contain("line 6").And.Contain("line 7"));
            Assert.That(summary.GetProperty("posts").GetInt32(), Is.EqualTo(2));
            Assert.That(summary.GetProperty("incidents").GetInt32(), Is.EqualTo(1), "the copy joins");
            Assert.That(summary.GetProperty("refused").GetInt32(), Is.EqualTo(5));
        });

        var (_, export, _) = await Cli.RunAsync(null, "export", "--data", scratch.Path);
        var row = JsonDocument.Parse(export).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(row.GetProperty("posts").EnumerateArray().Select(post => post.GetProperty("id").GetString()), Is.EqualTo(new[] { "a1", "a2" }));
            Assert.That(row.GetProperty("rubric").GetProperty("id").GetString(), Is.Not.Empty);
            Assert.That(row.GetProperty("deadline").GetString(), Does.EndWith("Z"));
        });

        var (_, dry, _) = await Cli.RunAsync(null, "deliver", "--once", "--data", scratch.Path);
        Assert.That(dry, Does.Contain("\"delivered\":0"), "without --notify nothing is mailed");
    }

    [Test]
    public async Task Csv_opens_in_a_russian_Excel_and_holds_no_formula()
    {
        using var scratch = new Scratch();
        await Cli.RunAsync("""{"id":"x","publishedAt":"2026-01-21T08:00:00Z","text":"=HYPERLINK(1) нет воды в доме третий день"}""", "replay", "-", "--assume-incident", "--data", scratch.Path);
        var (exitCode, csv, _) = await Cli.RunAsync(null, "export", "--format", "csv", "--data", scratch.Path);
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.Zero);
            Assert.That(csv, Does.Contain("Кабинет;ID;Номер инцидента;Отдел"));
            Assert.That(csv, Does.Contain("'=HYPERLINK"));
        });
    }

    [Test]
    public async Task Wrong_usage_is_exit_2()
    {
        using var scratch = new Scratch();
        var missing = await Cli.RunAsync(null, "replay", Path.Combine(scratch.Path, "none.jsonl"), "--data", scratch.Path);
        var option = await Cli.RunAsync(null, "export", "--format", "pdf");
        var config = await Cli.RunAsync(null, "check-config", "--config", scratch.Path);
        Assert.Multiple(() =>
        {
            Assert.That(missing.ExitCode, Is.EqualTo(2));
            Assert.That(missing.Errors, Does.Contain("none.jsonl").And.Not.Contain("   at "));
            Assert.That(option.ExitCode, Is.EqualTo(2));
            Assert.That(config.ExitCode, Is.EqualTo(2));
            Assert.That(config.Errors, Does.Contain("appsettings.json"));
        });
    }
}
