using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Search.Kibana;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>Prepares a cluster: the versioned template, and an alias that Kibana can open even before the first incident.</summary>
internal static class SearchSetup
{
    /// <param name="kibana">Where the saved objects go; null: nowhere.</param>
    /// <exception cref="SearchException">The cluster is away, unknown, or denies it.</exception>
    public static async Task<SetupReport> RunAsync(Configured configured, KibanaAddress? kibana, TimeProvider clock, CancellationToken cancellationToken)
    {
        var search = configured.Settings.Search;
        using var client = new SearchClient(search, clock);
        var shape = IndexShape.Create(configured.Words);
        var cluster = new IndexCluster(client, shape, search.Alias);
        var product = await client.ProductAsync(cancellationToken);
        var template = await cluster.PutTemplateAsync(cancellationToken);
        if (!await cluster.HasAliasAsync(cancellationToken))
        {
            // Empty, of a generation of its own: the service replaces it with one built from the record.
            await cluster.CreateAsync(await cluster.NextTargetAsync(cancellationToken), IndexQueue.Year(clock.GetUtcNow()), isLive: true, cancellationToken);
        }

        return new SetupReport(product.ToString(), template, cluster.Alias, kibana is null ? null : await ImportAsync(kibana, search, shape, cancellationToken));
    }

    /// <returns>How many objects were imported.</returns>
    /// <exception cref="UserError">Not all of them; the message names each that is missing.</exception>
    private static async Task<int> ImportAsync(KibanaAddress kibana, SearchSettings search, IndexShape shape, CancellationToken cancellationToken)
    {
        using var http = KibanaSetup.Connect(search);
        var report = await new KibanaSetup(search.Alias, shape).ImportAsync(http, kibana, cancellationToken);
        return report.Failures.Count == 0 ? report.Count
            : throw new UserError($"{kibana}: the index is set up, but {report.Product} took {report.Count} objects and refused others:\n{string.Join('\n', report.Failures)}");
    }
}

/// <summary>What <c>setup-search</c> prints.</summary>
/// <param name="SavedObjects">Imported into Kibana; null: none asked for.</param>
internal sealed record SetupReport(string Product, string Template, string Alias, int? SavedObjects);
