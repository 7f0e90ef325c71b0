using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

/// <summary>The whole path as its users start it: the town's week, run undisturbed, twice, and killed at random moments.</summary>
[NonParallelizable]
internal sealed class DemoTests
{
    private Scratch _scratch = null!;
    private JsonElement _summary;
    private string _export = "";
    private TimeSpan _duration;

    [OneTimeSetUp]
    public async Task RunUndisturbed()
    {
        _scratch = new Scratch();
        var started = TimeProvider.System.GetTimestamp();
        var (exitCode, output, errors) = await Cli.RunAsync(null, "demo", "--once", "--data", _scratch.Path);
        _duration = TimeProvider.System.GetElapsedTime(started);
        Assert.That(exitCode, Is.Zero, errors);
        _summary = JsonDocument.Parse(output).RootElement;
        _export = await ExportAsync(_scratch.Path);
    }

    [OneTimeTearDown]
    public void RemoveScratch() => _scratch.Dispose();

    /// <summary>Озёрная's fifth complaint on Wednesday, the 21st, comes at 06:14 of the town's time (01:14 UTC).</summary>
    [Test]
    public void The_heat_outage_is_a_wave_within_five_minutes_of_its_fifth_post()
    {
        var waves = _export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.TryGetProperty("waveDetails", out var details) && details.ValueKind == JsonValueKind.Object && details.GetProperty("topic").GetString()!.Contains("отоплени", StringComparison.Ordinal))
            .ToList();
        Assert.That(waves, Is.Not.Empty);
        var wave = waves[0].GetProperty("waveDetails");
        Assert.Multiple(() =>
        {
            Assert.That(wave.GetProperty("seenAt").GetDateTimeOffset(), Is.LessThanOrEqualTo(new DateTimeOffset(2026, 1, 21, 1, 19, 0, TimeSpan.Zero)));
            Assert.That(wave.GetProperty("endedAt").GetDateTimeOffset(), Is.GreaterThan(wave.GetProperty("peakAt").GetDateTimeOffset()), "it is over by Sunday");
            Assert.That(wave.GetProperty("authors").GetInt32(), Is.GreaterThan(20));
            Assert.That(waves.Select(row => row.GetProperty("severity").GetString()), Is.All.AnyOf("high", "critical"));
            Assert.That(waves.Max(row => row.GetProperty("posts").GetArrayLength()), Is.GreaterThan(10), "the quarter's complaints are one incident");
        });
    }

    [Test]
    public void The_town_becomes_incidents_from_every_kind_of_source() => Assert.Multiple(() =>
    {
        Assert.That(Number("posts"), Is.GreaterThan(500));
        Assert.That(Number("incidents"), Is.GreaterThan(150));
        Assert.That(Number("added"), Is.EqualTo(Number("incidents")));
        Assert.That(Number("duplicates"), Is.GreaterThan(10), "copies and reposts join");
        Assert.That(Number("notIncidents"), Is.GreaterThan(150));
        Assert.That(Number("digests"), Is.GreaterThan(10));
        foreach (var source in new[] { "vk", "telegram", "news" })
        {
            Assert.That(_summary.GetProperty("bySource").GetProperty(source).GetInt32(), Is.GreaterThan(0), source);
        }

        Assert.That(_summary.GetProperty("bySeverity").EnumerateObject().Sum(severity => severity.Value.GetInt32()), Is.EqualTo(Number("incidents")));
    });

    [Test]
    public void Every_mail_is_a_file_of_its_own() =>
        Assert.That(Directory.GetFiles(Path.Combine(_scratch.Path, "digests"), "*.eml"), Has.Length.EqualTo(Number("digests")));

    [Test]
    public void Posts_are_in_one_incident_each()
    {
        var posts = _export.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("posts").EnumerateArray().Select(post => post.GetProperty("id").GetString()))
            .ToList();
        Assert.That(posts, Is.Unique);
        Assert.That(posts, Has.Count.EqualTo(Number("posts") - Number("notIncidents")));
    }

    [Test]
    public void Somebody_unassigned_says_why_and_a_deadline_passes()
    {
        var rows = _export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var unassigned = rows.Where(row => !row.TryGetProperty("agency", out _)).ToList();
        var mails = Directory.GetFiles(Path.Combine(_scratch.Path, "digests"), "*ro-control-centre*.eml");
        Assert.Multiple(() =>
        {
            Assert.That(unassigned.Select(row => row.GetProperty("unassigned").GetString()), Has.Some.EqualTo("notConnected"));
            Assert.That(unassigned.SelectMany(row => row.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())), Has.Some.Contains("не подключён"));
            Assert.That(mails, Is.Not.Empty, "the control centre hears of what is past");
        });
    }

    [Test]
    public async Task A_second_run_adds_nothing()
    {
        var (exitCode, output, errors) = await Cli.RunAsync(null, "demo", "--once", "--data", _scratch.Path);
        Assert.That(exitCode, Is.Zero, errors);
        var again = JsonDocument.Parse(output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(again.GetProperty("added").GetInt32(), Is.Zero);
            Assert.That(again.GetProperty("posts").GetInt32(), Is.EqualTo(Number("posts")));
            Assert.That(again.GetProperty("digests").GetInt32(), Is.EqualTo(Number("digests")));
        });
        Assert.That(await ExportAsync(_scratch.Path), Is.EqualTo(_export));
    }

    /// <summary>IMTEST_KILLS sets how often; each kill has a data folder of its own and a moment drawn from a fixed seed.</summary>
    [Test]
    public async Task A_killed_run_comes_back_whole()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("IMTEST_KILLS") ?? "5", CultureInfo.InvariantCulture);
        var random = new Random(20260119);
        var struck = 0;
        for (var i = 0; i < kills; i++)
        {
            using var scratch = new Scratch();
            var moment = _duration * (0.15 + (0.8 * random.NextDouble()));
            using (var process = Cli.Start("demo", "--once", "--data", scratch.Path))
            {
                var end = Cli.EndAsync(process);
                await Task.WhenAny(end, Task.Delay(moment, TimeProvider.System));
                struck += process.HasExited ? 0 : 1;
                process.Kill();
                await end;
            }

            var (exitCode, _, errors) = await Cli.RunAsync(null, "demo", "--once", "--data", scratch.Path);
            Assert.That(exitCode, Is.Zero, errors);
            Assert.That(await ExportAsync(scratch.Path), Is.EqualTo(_export), $"killed after {moment.TotalSeconds:0.00} s");
            Assert.That(Mails(scratch.Path), Is.EqualTo(Mails(_scratch.Path)), $"mails, killed after {moment.TotalSeconds:0.00} s");
        }

        Assert.That(struck, Is.GreaterThanOrEqualTo(kills / 2), "most kills must hit a running process, or this test shows nothing");
    }

    private static IEnumerable<string?> Mails(string data) => Directory.GetFiles(Path.Combine(data, "digests"), "*.eml").Select(Path.GetFileName).Order();

    private static async Task<string> ExportAsync(string data)
    {
        var (exitCode, output, errors) = await Cli.RunAsync(null, "export", "--data", data);
        Assert.That(exitCode, Is.Zero, errors);
        return output;
    }

    private int Number(string name) => _summary.GetProperty(name).GetInt32();
}
