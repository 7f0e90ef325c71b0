using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>
/// The model in use, its manifest beside it, and in <c>previous/</c> the one before. Files are staged first and then renamed, so a process that
/// starts at any moment finds a whole model; while the two are exchanged there is no manifest, which <see cref="ModelManifest"/> allows, since one
/// of the other model would be refused.
/// </summary>
internal sealed class ModelShelf(string modelPath)
{
    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
    private readonly string name = Path.GetFileName(modelPath);

    private string Model => Path.Combine(folder, name);

    private string Manifest => Path.Combine(folder, ModelManifest.FileName);

    private string Previous => Path.Combine(folder, "previous");

    /// <summary>Puts a trained model and its manifest in the place of the one in use, which goes to <c>previous/</c>.</summary>
    /// <exception cref="UserError">The new model has no manifest of its own.</exception>
    public void Adopt(string newModel)
    {
        var manifest = ReadManifest(newModel);
        if (Path.GetFullPath(newModel) == Model)
            throw new UserError($"{newModel} is the model in use already", 2);
        Directory.CreateDirectory(folder);
        var (stagedModel, stagedManifest) = (Model + ".new", Manifest + ".new");
        File.Copy(newModel, stagedModel, overwrite: true);
        manifest["model"] = name;
        File.WriteAllText(stagedManifest, manifest.ToJsonString(new JsonSerializerOptions(JsonLines.Options) { WriteIndented = true }) + "\n");
        if (File.Exists(Model))
            KeepCurrent();
        Exchange(stagedModel, stagedManifest);
    }

    /// <summary>Brings the previous model back; the one in use is gone from here, and so is <c>previous/</c>.</summary>
    /// <exception cref="UserError">There is no previous model.</exception>
    public void RollBack()
    {
        var previous = Path.Combine(Previous, name);
        if (!File.Exists(previous))
            throw new UserError($"There is no model at {previous} to go back to; `model adopt` leaves one there");
        Exchange(previous, Path.Combine(Previous, ModelManifest.FileName));
        Directory.Delete(Previous, recursive: true);
    }

    private void KeepCurrent()
    {
        var staged = Previous + ".new";
        if (Directory.Exists(staged))
            Directory.Delete(staged, recursive: true);
        Directory.CreateDirectory(staged);
        File.Copy(Model, Path.Combine(staged, name));
        if (File.Exists(Manifest))
            File.Copy(Manifest, Path.Combine(staged, ModelManifest.FileName));
        if (Directory.Exists(Previous))
            Directory.Delete(Previous, recursive: true);
        Directory.Move(staged, Previous);
    }

    private void Exchange(string model, string manifest)
    {
        File.Delete(Manifest);
        File.Move(model, Model, overwrite: true);
        if (File.Exists(manifest))
            File.Move(manifest, Manifest);
    }

    private static JsonObject ReadManifest(string model)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, ModelManifest.FileName);
        try
        {
            if (File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest && manifest["model"]?.ToString() == Path.GetFileName(model))
                return manifest;
        }
        catch (JsonException)
        {
            // The message below says what to do about it.
        }

        throw new UserError($"{path} does not describe {Path.GetFileName(model)}; `train` writes both, each model into a folder of its own", 2);
    }
}
