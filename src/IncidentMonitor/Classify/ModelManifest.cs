using System.Security.Cryptography;
using System.Text.Json;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>What stands beside a model and says which one it is: <c>manifest.json</c> in the same folder.</summary>
internal sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options) { WriteIndented = true };

    /// <summary>File name of the model.</summary>
    public required string Model { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required string TreeVersion { get; init; }

    public required string TreeHash { get; init; }

    public required int Rubrics { get; init; }

    public required string CorpusHash { get; init; }

    public required int Seed { get; init; }

    public required int Incidents { get; init; }

    public required int NotIncidents { get; init; }

    public static void Write(string modelPath, TrainedModel model, TrainingSet set, int seed)
    {
        var manifest = new ModelManifest
        {
            Model = Path.GetFileName(modelPath),
            Sha256 = Sha(modelPath),
            Bytes = new FileInfo(modelPath).Length,
            TreeVersion = model.Tree.Version,
            TreeHash = model.Tree.Hash,
            Rubrics = model.Tree.Rubrics.Count,
            CorpusHash = model.CorpusHash,
            Seed = seed,
            Incidents = set.Rows.Count(r => r.Node is not null),
            NotIncidents = set.Rows.Count(r => r.Node is null),
        };
        File.WriteAllText(Beside(modelPath), JsonSerializer.Serialize(manifest, Indented) + "\n");
    }

    /// <summary>Refuses a model that its manifest does not describe. A folder without a manifest, or with one of another model, is fine.</summary>
    public static void Check(string modelPath)
    {
        var path = Beside(modelPath);
        if (!File.Exists(path) || !File.Exists(modelPath))
            return;
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(path), JsonLines.Options);
        }
        catch (JsonException error)
        {
            throw new UserError($"{path} is no manifest ({error.Message}); restore it or train the model anew", 2);
        }

        if (manifest?.Model == Path.GetFileName(modelPath) && manifest.Sha256 != Sha(modelPath))
            throw new UserError($"{modelPath} is not the model that {path} describes (sha256 differs); restore both from one place or train the model anew", 2);
    }

    private static string Beside(string modelPath) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, FileName);

    private static string Sha(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
