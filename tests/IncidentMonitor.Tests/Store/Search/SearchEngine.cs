using System.Diagnostics;
using IncidentMonitor.Store.Search;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>The real engine that tests of the category Search run against, and engines of a test's own.</summary>
internal static class SearchEngine
{
    public const string Category = "Search";

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal);

    /// <summary>Takes the engine's variables out of the environment: only tests that ask for it may write there, not each host and process that a test starts.</summary>
    public static void TakeFromEnvironment()
    {
        foreach (var name in new[] { "URL", "USER", "PASSWORD", "API_KEY", "CA" })
        {
            if (Environment.GetEnvironmentVariable($"INCIDENTMONITOR_SEARCH_{name}") is { Length: > 0 } value)
            {
                Named[name] = value;
                Environment.SetEnvironmentVariable($"INCIDENTMONITOR_SEARCH_{name}", null);
            }
        }
    }

    /// <summary>The variables, for a process that shall have them, and an alias of the test's own.</summary>
    public static Dictionary<string, string?> Environ(string alias) =>
        new(Named.Select(pair => KeyValuePair.Create($"INCIDENTMONITOR_SEARCH_{pair.Key}", (string?)pair.Value))) { ["INCIDENTMONITOR_SEARCH__ALIAS"] = alias };

    private static string? Given(string name) => Named.GetValueOrDefault(name);

    /// <summary>Settings for the engine that the environment names, with an alias of the test's own; skips the test where none is named.</summary>
    public static SearchSettings Settings(string alias)
    {
        if (Given("URL") is not { } url)
        {
            Assert.Ignore("No search engine: set INCIDENTMONITOR_SEARCH_URL (and _USER, _PASSWORD, _CA) to one that tests may write to.");
            return null!;
        }

        return new SearchSettings
        {
            Alias = alias,
            CaFile = Given("CA"),
            Secrets = new SearchSecrets(Given("USER"), Given("PASSWORD"), Given("API_KEY")),
        }.At(url);
    }

    /// <summary>Starts an engine of the test's own, of the same product as the named one, without password.</summary>
    public static async Task<OwnEngine> StartOwnAsync(bool isOpenSearch, string folder)
    {
        var start = Repository.Shared("engine", "start");
        if (!isOpenSearch && !Directory.Exists(Path.Combine(folder, "config")))
        {
            // The starter copies this folder with its rights, and it may lie on a read-only place.
            CopyWritable(Repository.Shared("engine", "elasticsearch", "config"), Path.Combine(folder, "config"));
        }

        return await OwnEngine.StartAsync(start, isOpenSearch ? "opensearch" : "elasticsearch", folder, "0");
    }

    private static void CopyWritable(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }
}

/// <summary>An engine process that a test may kill.</summary>
internal sealed class OwnEngine : IDisposable
{
    private readonly string _start;
    private readonly string _product;
    private int _pid;

    private OwnEngine(string start, string product, string folder) => (_start, _product, Folder) = (start, product, folder);

    public Uri Url { get; private set; } = null!;

    private string Folder { get; }

    public static async Task<OwnEngine> StartAsync(string start, string product, string folder, string port)
    {
        var engine = new OwnEngine(start, product, folder);
        await engine.StartAsync(port);
        return engine;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill()
    {
        if (_pid != 0)
        {
            using var process = Process.GetProcessById(_pid);
            process.Kill();
            process.WaitForExit();
            _pid = 0;
        }
    }

    public Task RestartAsync() => StartAsync(Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void Dispose() => Kill();

    private async Task StartAsync(string port)
    {
        using var process = Process.Start(new ProcessStartInfo(_start, [_product, "--port", port, "--dir", Folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var (name, value) = (line.Split('=')[0], line[(line.IndexOf('=') + 1)..]);
            if (name == "ENGINE_URL")
            {
                Url = new Uri(value);
            }
            else if (name == "ENGINE_PID")
            {
                _pid = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            Assert.Fail(await errors);
        }
    }
}
