using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

/// <summary>A file in a folder of its own under the test's work directory; both go when it is disposed of.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly string folder = Directory.CreateDirectory(System.IO.Path.Combine(TestContext.CurrentContext.WorkDirectory, "scratch", System.IO.Path.GetRandomFileName())).FullName;

    public ScratchFile(string name, string? content = null)
    {
        Path = System.IO.Path.Combine(folder, name);
        if (content is not null)
            File.WriteAllText(Path, content);
    }

    public string Path { get; }

    /// <summary>Another file in the same folder.</summary>
    public string Beside(string name) => System.IO.Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
