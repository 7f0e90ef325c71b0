using System.CommandLine;

namespace IncidentMonitor.Commands;

/// <summary>Options that every command takes.</summary>
internal static class Globals
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder that holds all state (SQLite file, digests, keys).",
        DefaultValueFactory = _ => "data",
        Recursive = true,
    };

    public static readonly Option<string?> Config = new("--config")
    {
        Description = "Folder of the configuration; default: config/ under the current directory, else beside the binary.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Debug log and stack traces on stderr.",
        Recursive = true,
    };

    /// <summary>The folder <c>--config</c> names, or the default that exists.</summary>
    public static string ConfigFolder(ParseResult parsed) =>
        parsed.GetValue(Config) ?? (Directory.Exists("config") ? "config" : Path.Combine(AppContext.BaseDirectory, "config"));

    /// <summary>The shipped model: <c>models/</c> under the current directory, else beside the binary.</summary>
    public static string Model =>
        Path.Combine(Directory.Exists("models") ? "models" : Path.Combine(AppContext.BaseDirectory, "models"), "rubrics.model");
}
