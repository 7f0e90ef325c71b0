using System.Text;
using System.Text.Json.Nodes;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The door to this folder: writes the objects as files, or puts them into a running product.</summary>
/// <param name="alias">The alias of the index (<c>Search:Alias</c>).</param>
/// <param name="shape">Its mapping.</param>
internal sealed class KibanaSetup(string alias, IndexShape shape)
{
    public const string KibanaFile = "kibana.ndjson";
    public const string DashboardsFile = "opensearch-dashboards.ndjson";

    private readonly Workspace _workspace = IncidentWorkspace.Create(alias);

    /// <summary>Writes both files, for an import by hand in Stack Management (Dashboards Management) → Saved Objects.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> WriteFiles(string folder)
    {
        Directory.CreateDirectory(folder);
        return [Write(KibanaFile, isDashboards: false), Write(DashboardsFile, isDashboards: true)];

        string Write(string name, bool isDashboards)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, SavedObject.File(Objects(isDashboards)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return path;
        }
    }

    public IReadOnlyList<SavedObject> Objects(bool isDashboards) =>
        isDashboards ? DashboardsObjects.Write(_workspace, Mapping) : KibanaObjects.Write(_workspace);

    /// <inheritdoc cref="KibanaImport.RunAsync"/>
    public Task<ImportReport> ImportAsync(HttpClient http, KibanaAddress address, CancellationToken cancellationToken) =>
        new KibanaImport(http, address).RunAsync(product => Objects(product.IsDashboards), cancellationToken);

    private JsonObject Mapping => shape.Body["mappings"]!["properties"]!.AsObject();
}
