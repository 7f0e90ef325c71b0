using NUnit.Framework;

namespace IncidentMonitor.Tests.Normalise;

/// <summary>Third-party material beside the repository; a test that needs it is left out where it is not there.</summary>
internal static class SharedFixtures
{
    public static string Path(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("INCIDENTMONITOR_SHARED") ?? Beside();
        var path = root is null ? null : System.IO.Path.Combine([root, .. parts]);
        if (path is null || !System.IO.Path.Exists(path))
            Assert.Ignore($"{string.Join('/', parts)} is not there: set INCIDENTMONITOR_SHARED to the folder that holds it.");
        return path!;
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "IncidentMonitor.sln")))
                return System.IO.Path.Combine(folder.FullName, "..", "shared");
        }

        return null;
    }
}
