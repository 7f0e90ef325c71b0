using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>Prepares a cluster: the versioned template, and an alias that Kibana can open even before the first incident.</summary>
internal static class SearchSetup
{
    /// <param name="kibana">Where the saved objects go; null: nowhere.</param>
    /// <exception cref="SearchException">The cluster is away, unknown, or denies it.</exception>
    public static async Task<SetupReport> RunAsync(Configured configured, Uri? kibana, TimeProvider clock, CancellationToken cancellationToken)
    {
        var search = configured.Settings.Search;
        using var client = new SearchClient(search, clock);
        var cluster = new IndexCluster(client, IndexShape.Create(configured.Words), search.Alias);
        var product = await client.ProductAsync(cancellationToken);
        var template = await cluster.PutTemplateAsync(cancellationToken);
        if (!await cluster.HasAliasAsync(cancellationToken))
        {
            // Empty, of a generation of its own: the service replaces it with one built from the record.
            await cluster.CreateAsync(await cluster.NextTargetAsync(cancellationToken), IndexQueue.Year(clock.GetUtcNow()), isLive: true, cancellationToken);
        }

        return new SetupReport(product.ToString(), template, cluster.Alias, kibana is null ? null : await ImportAsync(configured, kibana, product, cancellationToken));
    }

    /// <summary>The seam to the saved objects.</summary>
    /// <returns>How many objects were imported.</returns>
    private static Task<int> ImportAsync(Configured configured, Uri kibana, SearchProduct product, CancellationToken cancellationToken) =>
        throw new Commands.UserError($"{kibana}: this version has no saved objects for {product} yet.");
}

/// <summary>What <c>setup-search</c> prints.</summary>
/// <param name="SavedObjects">Imported into Kibana; null: none asked for.</param>
internal sealed record SetupReport(string Product, string Template, string Alias, int? SavedObjects);
