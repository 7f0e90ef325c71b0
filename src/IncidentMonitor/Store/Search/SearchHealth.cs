using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>How the index fares, for <c>/health/ready</c>. An index that is behind or away does not make the service unfit: the console searches the record.</summary>
internal sealed class SearchHealth(IncidentStore store, IServiceProvider services)
{
    /// <summary>Made with this, so that its gauges exist as soon as somebody can ask.</summary>
    private readonly SearchMetrics? _metrics = services.GetService<SearchMetrics>();

    /// <returns>Null when no index is configured.</returns>
    public SearchState? Read()
    {
        if (_metrics is null)
        {
            return null;
        }

        var lag = store.ReadLag();
        var error = lag.Live?.LastError ?? services.GetRequiredService<Projector>().Complaint;
        return new SearchState(
            error is not null ? "away" : lag.Live is null ? "building" : lag.Parked > 0 ? "parked" : "ok",
            lag.Live?.Name, lag.Waiting, Math.Round(lag.Lag.TotalSeconds, 1), lag.Parked, lag.ParkedBecause, error);
    }
}

/// <param name="State">ok, building (no index yet), away (it does not answer, or not as it should), parked (it refused incidents).</param>
/// <param name="LagSeconds">Age of the oldest change that the index does not have.</param>
internal sealed record SearchState(string State, string? Index, long Waiting, double LagSeconds, long Parked, string? ParkedBecause, string? Error);
