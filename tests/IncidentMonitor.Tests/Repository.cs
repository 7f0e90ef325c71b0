using NUnit.Framework;

namespace IncidentMonitor.Tests;

/// <summary>Where the tests find the project's own files and the fixtures beside it.</summary>
internal static class Repository
{
    /// <summary>The checkout: the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string Config => Path.Combine(Root, "config");

    /// <summary>A path in the folder of fixtures beside the project; skips the test with the reason where it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable("INCIDENTMONITOR_SHARED") ?? Path.Combine(Root, "..", "shared");
        if (!Directory.Exists(folder))
        {
            Assert.Ignore($"The fixtures are not here: set INCIDENTMONITOR_SHARED (looked in {folder}).");
        }

        var path = Path.Combine([folder, .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Ignore($"{string.Join('/', parts)} is not among the fixtures in {folder}.");
        }

        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IncidentMonitor.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from a checkout.");
        }

        return folder.FullName;
    }
}
