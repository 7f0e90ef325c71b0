using System.Text.RegularExpressions;
using NUnit.Framework;

namespace IncidentMonitor.Tests;

/// <summary>Keeps the papers true: every path and command that they name exists.</summary>
internal sealed partial class DocsTests
{
    [TestCase("CONTRIBUTING.md")]
    [TestCase("README.md")]
    public void Files_that_a_paper_names_exist(string paper)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, paper));
        var missing = Paths().Matches(text).Select(match => match.Groups[1].Value)
            .Where(path => !path.Contains('<') && !path.Contains('*') && !path.Contains("NNNN"))
            .Where(path => !Exists(path)).Distinct();
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void The_steps_of_CONTRIBUTING_name_what_is_in_the_code() => Assert.Multiple(() =>
    {
        Assert.That(Source("Collect/CollectorSet.cs"), Does.Contain("new VkCollector("));
        Assert.That(Source("Service.cs"), Does.Contain("AddSingleton<INotifier>"));
        Assert.That(Source("Model/Feed.cs"), Does.Contain("enum FeedKind"));
        Assert.That(Source("Configuration/SourcesFile.cs"), Does.Contain("[\"vk-wall\"] = FeedKind.VkWall"));
        foreach (var seam in new[] { "ICollector", "INotifier" })
        {
            var implementations = typeof(IncidentFlow).Assembly.GetTypes().Count(type => type.IsClass && type.GetInterfaces().Any(face => face.Name == seam));
            Assert.That(implementations, Is.GreaterThanOrEqualTo(2), seam);
        }
    });

    private static string Source(string path) => File.ReadAllText(Path.Combine(Repository.Root, "src", "IncidentMonitor", path));

    private static bool Exists(string path) => new[] { "", "src/IncidentMonitor" }
        .Select(root => Path.Combine(Repository.Root, root, path))
        .Any(full => File.Exists(full) || Directory.Exists(full));

    [GeneratedRegex("`((?:src|tests|config|models|Store|Collect|Notify|Model|Configuration|Web)/[^` ]*|[A-Za-z.]+\\.(?:cs|md|props|txt|yaml|json|sln))`")]
    private static partial Regex Paths();
}
