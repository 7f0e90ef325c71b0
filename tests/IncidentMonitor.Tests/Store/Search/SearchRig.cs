using System.Text.Json.Nodes;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>A record of a test's own and all that projects it, against the engine that the settings name.</summary>
internal sealed class SearchRig : IAsyncDisposable
{
    private readonly Scratch _scratch = new();

    public SearchRig(SearchSettings search, TimeProvider clock)
    {
        Settings = new Settings { Region = new RegionSettings { Name = "Приозёрная область", TimeZone = "Asia/Yekaterinburg" }, Search = search };
        Store = new IncidentStore(SqliteDatabase.Open(_scratch.Path));
        Queries = new IncidentQueries(Store);
        Client = new SearchClient(search, clock);
        Cluster = new IndexCluster(Client, IndexShape.Create(Words), search.Alias);
        var feed = new IndexFeed(Store, Cluster, Settings, clock, NullLogger<IndexFeed>.Instance);
        Rebuild = new IndexRebuild(Store, Cluster, feed, clock, NullLogger<IndexRebuild>.Instance);
        Projector = new Projector(Store, Cluster, feed, Rebuild, clock, NullLogger<Projector>.Instance);
        Search = new IncidentSearch(Queries, Store, Words, Cluster, 0, clock, NullLogger<IncidentSearch>.Instance);
    }

    public static SearchWords Words { get; } = SearchWords.Load(Repository.Config);

    public Settings Settings { get; }
    public IncidentStore Store { get; }
    public IncidentQueries Queries { get; }
    public SearchClient Client { get; }
    public IndexCluster Cluster { get; }
    public IndexRebuild Rebuild { get; }
    public Projector Projector { get; }
    public IncidentSearch Search { get; }

    public string Target => Store.Live()!.Name;

    public Task WriteAsync(Action<StoreUnit> work) => Store.WriteAsync(work, default);

    public async Task DrainAsync() => Assert.That(await Projector.DrainAsync(default), Is.Null);

    public async Task<JsonNode> AskAsync(HttpMethod method, string path, string? json = null)
    {
        using var answer = json is null ? await Client.SendAsync(method, path, default) : await Client.SendAsync(method, path, json, default);
        return JsonNode.Parse(answer.Root.GetRawText())!;
    }

    /// <summary>SQL and index hold the same, document by document.</summary>
    public async Task AssertEqualAsync()
    {
        await Cluster.RefreshAsync(Target, default);
        var found = (await AskAsync(HttpMethod.Get, $"/{Cluster.Alias}/_search?size=10000"))["hits"]!["hits"]!.AsArray()
            .ToDictionary(hit => hit!["_id"]!.GetValue<string>(), hit => hit!["_source"]!);
        var wanted = Store.Read(connection => IncidentQueries.ForIndex(connection, [.. Dapper.SqlMapper.Query<string>(connection, "SELECT id FROM incident")])
            .Select(indexed => IncidentDocument.Of(indexed, Settings.Console, Settings.Region.Zone)).ToList());
        Assert.That(found.Keys, Is.EquivalentTo(wanted.Select(document => document.Id)));
        foreach (var document in wanted)
        {
            var json = JsonLines.Write(document);
            Assert.That(JsonNode.DeepEquals(found[document.Id], JsonNode.Parse(json)), Is.True, () => $"record: {json}\nindex:  {found[document.Id].ToJsonString(JsonLines.Options)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var index in await Cluster.IndicesAsync(default))
            {
                await Cluster.DeleteAsync(index, default);
            }
        }
        catch (SearchException)
        {
            // The test's engine is gone.
        }

        Projector.Dispose();
        Client.Dispose();
        Store.Dispose();
        _scratch.Dispose();
    }
}
