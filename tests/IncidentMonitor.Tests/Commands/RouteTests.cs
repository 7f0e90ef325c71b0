using System.Text.Json;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

/// <summary><c>route</c> and <c>incident</c> as an operator types them.</summary>
internal sealed class RouteTests
{
    [Test]
    public async Task Route_prints_each_step_down_to_the_arithmetic()
    {
        var (exitCode, output, errors) = await Cli.RunAsync(null, "route", "--explain", "--rubric", "r3025", "--municipality", "Нижнеозёрский район", "--at", "2026-01-23T16:00:00+05:00");
        Assert.That(exitCode, Is.Zero, errors);
        var line = JsonDocument.Parse(output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(line.GetProperty("looked").EnumerateArray().Last().GetString(), Does.EndWith("no-improvement"));
            Assert.That(line.GetProperty("chain").EnumerateArray().Select(office => office.GetProperty("id").GetString()), Is.EqualTo(new[] { "no-improvement", "no-general", "ro-internal-policy" }));
            Assert.That(line.GetProperty("agency").GetProperty("mailbox").GetString(), Does.Contain("@"));
            Assert.That(line.GetProperty("arithmetic").EnumerateArray().Select(step => step.GetString()), Has.Some.Contains("16:00 – 18:00: 2 ч"));
        });
    }

    [Test]
    public async Task Route_takes_texts_names_a_refused_line_and_says_why_nobody_answers()
    {
        var (exitCode, output, errors) = await Cli.RunAsync(
            "{\"id\":7,\"text\":\"Северолесский район, посёлок Кордон: дорогу не чистили от снега с воскресенья\"}\n{\"id\":8}\n", "route");
        var line = JsonDocument.Parse(output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(errors, Does.Contain("line 2").And.Contain("text"));
            Assert.That(line.GetProperty("id").GetInt32(), Is.EqualTo(7));
            Assert.That(line.GetProperty("unassigned").GetString(), Is.EqualTo("notConnected"));
        });
    }

    [TestCase("route", "--rubric", "r0", TestName = "Unknown rubric")]
    [TestCase("route", "--municipality", "Озёрск", TestName = "A place without a rubric")]
    [TestCase("incident", "merge", "1", TestName = "Merge of one")]
    public async Task Wrong_usage_is_refused(params string[] arguments) => Assert.That((await Cli.RunAsync("", arguments)).ExitCode, Is.EqualTo(2));

    [Test]
    public async Task Incidents_are_merged_and_taken_apart_again()
    {
        using var scratch = new Scratch();
        await Cli.RunAsync(
            """
            {"id":"a","publishedAt":"2026-01-21T08:00:00Z","text":"Во дворе дома огромная яма, дети падают, почините асфальт"}
            {"id":"b","publishedAt":"2026-01-21T09:00:00Z","text":"Третий день нет отопления, в квартире холодно, батареи ледяные"}
            """, "replay", "-", "--assume-incident", "--data", scratch.Path);
        var merged = await Cli.RunAsync(null, "incident", "merge", "1", "2", "--who", "Иванова", "--data", scratch.Path);
        Assert.That(merged.ExitCode, Is.Zero, merged.Errors);
        var during = await Cli.RunAsync(null, "export", "--data", scratch.Path);
        var line = JsonDocument.Parse(merged.Output).RootElement.GetProperty("auditId").GetInt64();
        var undone = await Cli.RunAsync(null, "incident", "undo", line.ToString(System.Globalization.CultureInfo.InvariantCulture), "--who", "Иванова", "--data", scratch.Path);
        Assert.That(undone.ExitCode, Is.Zero, undone.Errors);
        var after = await Cli.RunAsync(null, "export", "--data", scratch.Path);
        Assert.Multiple(() =>
        {
            Assert.That(Posts(during.Output), Is.EqualTo(new[] { "a,b" }));
            Assert.That(Posts(after.Output), Is.EqualTo(new[] { "a", "b" }));
        });

        static IEnumerable<string> Posts(string export) => export.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => string.Join(',', JsonDocument.Parse(row).RootElement.GetProperty("posts").EnumerateArray().Select(post => post.GetProperty("id").GetString())));
    }
}
