using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

/// <summary>Third-party test material beside the repository; it is never copied in, so tests skip where it is absent.</summary>
internal static class SharedFixtures
{
    public static string Folder(string name)
    {
        var path = Path.Combine(Root(), "fixtures", name);
        if (!Directory.Exists(path))
            Assert.Ignore($"no {name} in the shared fixtures: set INCIDENTMONITOR_SHARED to their folder");
        return path;
    }

    public static string File(string name)
    {
        var path = Path.Combine(Root(), "fixtures", name);
        if (!System.IO.File.Exists(path))
            Assert.Ignore($"no {name} in the shared fixtures: set INCIDENTMONITOR_SHARED to their folder");
        return path;
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("INCIDENTMONITOR_SHARED") is { Length: > 0 } set)
            return set;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "IncidentMonitor.sln")))
                return Path.Combine(folder.FullName, "..", "shared");
        }
        return "shared";
    }
}
