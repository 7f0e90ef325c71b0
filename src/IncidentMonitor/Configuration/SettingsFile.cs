using System.Collections;
using System.Globalization;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Configuration;

/// <summary>Reads <c>appsettings.json</c> and the environment into <see cref="Settings"/>.</summary>
public static class SettingsFile
{
    public const string Name = "appsettings.json";
    public const string EnvironmentPrefix = "INCIDENTMONITOR_";

    /// <summary>The log's section: Serilog reads it itself.</summary>
    private const string ForeignKey = "Serilog";

    public static IConfigurationRoot Open(string configFolder, IReadOnlyDictionary<string, string?>? overrides = null)
    {
        var path = Path.GetFullPath(Path.Combine(configFolder, Name));
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(path, optional: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(overrides ?? new Dictionary<string, string?>())
                .Build();
        }
        catch (FileNotFoundException)
        {
            throw new UserError($"{path}: not found. Name the folder of the configuration with --config.", 2);
        }
        catch (InvalidDataException error)
        {
            throw new UserError($"{path}: {error.InnerException?.Message ?? error.Message} Mend the JSON.", 2);
        }
    }

    /// <summary>Binds and checks; each mistake goes to <paramref name="problems"/> with its key.</summary>
    public static Settings Bind(IConfiguration configuration, Problems problems)
    {
        CheckKeys(configuration, typeof(Settings), "", problems);
        var settings = new Settings();
        try
        {
            settings = configuration.Get<Settings>() ?? settings;
        }
        catch (InvalidOperationException error)
        {
            problems.Add(Name, $"{error.Message} {error.InnerException?.Message}".Trim());
            return settings;
        }

        settings = settings with { Search = settings.Search.With(configuration) };
        SettingsCheck.Check(settings, problems);
        return settings;
    }

    private static void CheckKeys(IConfiguration section, Type type, string path, Problems problems)
    {
        var known = type.GetProperties().Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            // A top key with a value and no section comes from the environment and is somebody else's variable.
            if (path.Length == 0 && (child.Key.Equals(ForeignKey, StringComparison.OrdinalIgnoreCase) || child.Value is not null))
            {
                continue;
            }

            if (!known.TryGetValue(child.Key, out var property))
            {
                problems.Add(Name, string.Create(CultureInfo.InvariantCulture, $"{path}{child.Key} is not a setting. Known here: {string.Join(", ", known.Keys.Order())}."));
            }
            else if (property.PropertyType.Namespace?.StartsWith(nameof(IncidentMonitor), StringComparison.Ordinal) == true && !typeof(IEnumerable).IsAssignableFrom(property.PropertyType))
            {
                CheckKeys(child, property.PropertyType, $"{path}{child.Key}:", problems);
            }
        }
    }
}
