using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The door to this folder: writes the objects as files, or puts them into a running product.</summary>
/// <param name="alias">The alias of the index (<c>Search:Alias</c>).</param>
/// <param name="shape">Its mapping.</param>
internal sealed class KibanaSetup(string alias, IndexShape shape)
{
    public const string KibanaFile = "kibana.ndjson";
    public const string DashboardsFile = "opensearch-dashboards.ndjson";

    /// <summary>Largest answer that is read; theirs are some ten kilobytes.</summary>
    private const int MaxAnswer = 8 << 20;

    private readonly Workspace _workspace = IncidentWorkspace.Create(alias);

    /// <summary>A client with the search index's credentials. The certificate is another than the cluster's, mostly signed by the same authority.</summary>
    /// <exception cref="UserError">The authority's file is no PEM certificate.</exception>
    public static HttpClient Connect(SearchSettings search)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All };
        SearchTrust.Apply(handler.SslOptions, search.CaFile is null ? search : search with { Fingerprint = null });
        var http = new HttpClient(handler) { Timeout = search.Timeout, MaxResponseContentBufferSize = MaxAnswer };
        http.DefaultRequestHeaders.Authorization = SearchClient.Authorization(search.Secrets);
        return http;
    }

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
