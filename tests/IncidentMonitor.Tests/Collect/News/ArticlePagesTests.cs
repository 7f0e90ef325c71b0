using System.Diagnostics;
using System.Globalization;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.News;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

/// <summary>The extractor against Mozilla's pages, by four-word shingles of the text.</summary>
internal sealed class ArticlePagesTests
{
    [Test]
    public void MeanF1IsHigh()
    {
        var folder = Unpacked();
        var scores = new List<(string Page, double F1, int Got, int Wanted)>();
        foreach (var page in Directory.GetDirectories(folder).Order())
        {
            var article = Article.Parse(File.ReadAllBytes(Path.Combine(page, "source.html")), null, new Uri("http://fakehost/test/page.html"));
            var expected = HtmlText.Of(File.ReadAllText(Path.Combine(page, "expected.html")));
            var text = article?.Text ?? "";
            scores.Add((Path.GetFileName(page), F1(text, expected), text.Length, expected.Length));
        }
        foreach (var (page, f1, got, wanted) in scores.OrderBy(s => s.F1).Take(45))
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f1:0.000} {got,7} {wanted,7} {page}"));
        var mean = scores.Average(s => s.F1);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean F1 of {scores.Count} pages: {mean:0.0000}"));
        Assert.That(mean, Is.GreaterThan(0.93));
    }

    internal static double F1(string text, string expected)
    {
        var (got, wanted) = (Shingles(text), Shingles(expected));
        if (wanted.Count == 0)
            return got.Count == 0 ? 1 : 0;
        double hits = got.Sum(s => Math.Min(s.Value, wanted.GetValueOrDefault(s.Key)));
        return hits == 0 ? 0 : 2 * hits / (got.Values.Sum() + wanted.Values.Sum());
    }

    private static Dictionary<string, int> Shingles(string text)
    {
        var words = new string([.. text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shingles = new Dictionary<string, int>();
        for (var i = 0; i + 4 <= Math.Max(words.Length, 4); i++)
        {
            var shingle = string.Join(' ', words.Skip(i).Take(4));
            if (shingle.Length > 0)
                shingles[shingle] = shingles.GetValueOrDefault(shingle) + 1;
        }
        return shingles;
    }

    private static string Unpacked()
    {
        var archive = Repository.Shared("fixtures", "readability-pages.tar.xz");
        var folder = Path.Combine(Path.GetTempPath(), "incidentmonitor-readability-pages");
        var pages = Path.Combine(folder, "readability", "test", "test-pages");
        if (Directory.Exists(pages))
            return pages;
        Directory.CreateDirectory(folder);
        try
        {
            using var tar = Process.Start(new ProcessStartInfo("tar", ["xJf", archive, "-C", folder]))!;
            tar.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("no tar to unpack the pages with");
        }
        return pages;
    }
}
