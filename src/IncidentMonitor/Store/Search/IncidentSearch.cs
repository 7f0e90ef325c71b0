using System.Text.Json.Nodes;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// The console's list with its search box. Which incidents the words fit is asked of the index when there is one and it is current, else of the
/// record's full-text table: the same question over the same stems, so the same answer. All other filters, order and pages are the record's.
/// </summary>
internal sealed class IncidentSearch(IncidentQueries queries, IncidentStore store, SearchWords words, IndexCluster? cluster, int retentionYears, TimeProvider clock, ILogger<IncidentSearch> log)
{
    /// <summary>The engines' usual result window; a question that fits more is the record's.</summary>
    private const int MostFound = 10_000;

    /// <summary>A person waits: after this the record answers.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>An index further behind would leave out what the operator has just seen arrive.</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(10);

    private DateTimeOffset _restsUntil;

    public async Task<(IReadOnlyList<IncidentLine> Lines, int Total)> ListAsync(IncidentFilter filter, int page, int pageSize, CancellationToken cancellationToken)
    {
        var query = SearchQuery.Parse(filter.Text, words);
        var text = query is null ? null : await FindAsync(query, cancellationToken) ?? TextCondition.Of(query);
        return queries.List(filter, text, page, pageSize);
    }

    /// <returns>Null: the index can't say.</returns>
    internal async Task<TextCondition?> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (cluster is null || clock.GetUtcNow() < _restsUntil || store.ReadLag() is not { Live: { IsPublished: true, Failures: 0 }, Parked: 0 } lag || lag.Lag > MostLag)
        {
            return null;
        }

        var question = new JsonObject
        {
            ["size"] = MostFound,
            ["query"] = IndexQuery.Write(query),
            ["_source"] = false,
            ["docvalue_fields"] = new JsonArray("number"),
            ["sort"] = new JsonArray("_doc"),
            ["track_total_hits"] = true,
        };
        try
        {
            var body = System.Text.Encoding.UTF8.GetBytes(question.ToJsonString());
            using var answer = await cluster.Client.SendAsync(HttpMethod.Post, $"/{cluster.Alias}/_search?filter_path=hits.total.value,hits.hits.fields.number,_shards.failed", body, Patience, cancellationToken);
            var hits = answer.Root.GetProperty("hits");
            if (hits.GetProperty("total").GetProperty("value").GetInt64() > MostFound || answer.Root.GetProperty("_shards").GetProperty("failed").GetInt32() > 0)
            {
                return null;
            }

            long[] numbers = hits.TryGetProperty("hits", out var found) ? [.. found.EnumerateArray().Select(hit => hit.GetProperty("fields").GetProperty("number")[0].GetInt64())] : [];
            return retentionYears == 0
                ? TextCondition.OfNumbers(numbers)
                : TextCondition.OfNumbersAndOlder(numbers, new DateTimeOffset(clock.GetUtcNow().Year - retentionYears, 1, 1, 0, 0, 0, TimeSpan.Zero), query);
        }
        catch (SearchException error)
        {
            log.LogWarning("The index does not answer a search, the record does: {Error}", error.Message);
            _restsUntil = clock.GetUtcNow() + RestAfterFailure;
            return null;
        }
    }
}
