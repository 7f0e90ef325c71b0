using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

/// <summary>Third-party schemas and lists beside the repository; a test that needs them is skipped where they are absent.</summary>
internal static class SharedFolder
{
    public static string File(string relative)
    {
        var root = Environment.GetEnvironmentVariable("INCIDENTMONITOR_SHARED") ?? Path.Combine(RepositoryRoot(), "..", "shared");
        var path = Path.Combine(root, relative);
        if (!System.IO.File.Exists(path))
        {
            Assert.Ignore($"{path} is absent: set INCIDENTMONITOR_SHARED to the folder beside the project.");
        }

        return path;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "IncidentMonitor.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? ".";
    }
}
