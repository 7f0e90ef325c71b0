using IncidentMonitor.Commands;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IncidentMonitor.Configuration;

/// <summary>Strict YAML: an unknown key, a wrong type or a key written twice is an error that names its line.</summary>
internal static class YamlFile
{
    /// <summary>A configuration file larger than this is a mistake.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <exception cref="UserError">Exit code 2.</exception>
    public static T Read<T>(string path)
        where T : new()
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new UserError($"{path}: larger than {MaxBytes / 1024 / 1024} MB. This is no configuration file.", 2);
            }

            var deserializer = new DeserializerBuilder()
                .WithNamingConvention(CamelCaseNamingConvention.Instance)
                .WithDuplicateKeyChecking()
                .Build();
            return deserializer.Deserialize<T>(File.ReadAllText(path)) ?? new T();
        }
        catch (YamlException error)
        {
            throw new UserError($"{path}:{error.Start.Line}: {error.InnerException?.Message ?? error.Message}", 2);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read ({error.Message}). Name the folder of the configuration with --config.", 2);
        }
    }
}
