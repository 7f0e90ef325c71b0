using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Commands;

internal sealed class TimeTextTests
{
    private static readonly TimeZoneInfo Urals = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");

    [TestCase("2026-01-21", "2026-01-20T19:00:00Z")]
    [TestCase("2026-01-21T08:00", "2026-01-21T03:00:00Z")]
    [TestCase("2026-01-21T08:00:00Z", "2026-01-21T08:00:00Z")]
    [TestCase("2026-01-21T08:00:00+03:00", "2026-01-21T05:00:00Z")]
    [TestCase("2026-01-21T08:00:00.5Z", "2026-01-21T08:00:00.5Z")]
    public void A_time_without_an_offset_is_the_regions(string text, string expected) =>
        Assert.That(TimeText.Parse("--at", text, () => Urals), Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase("завтра")]
    [TestCase("21.01.2026")]
    [TestCase("2026-13-01")]
    public void What_is_no_time_is_refused_with_the_cure(string text) =>
        Assert.That(() => TimeText.Parse("--at", text, () => Urals), Throws.TypeOf<UserError>().With.Message.Contains("--at").And.Property(nameof(UserError.ExitCode)).EqualTo(2));

    [Test]
    public async Task A_line_without_end_fills_no_memory()
    {
        using var reader = new StringReader("a\r\n" + new string('x', 100_000) + "\n\nb");
        var lines = new CappedLines(reader, 10);
        var read = new List<(string, bool)>();
        while (await lines.ReadAsync(default) is { } line)
        {
            read.Add(line);
        }

        Assert.That(read, Is.EqualTo(new[] { ("a", false), ("xxxxxxxxxx", true), ("", false), ("b", false) }));
    }
}
