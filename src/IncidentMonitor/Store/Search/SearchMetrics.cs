using System.Diagnostics.Metrics;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Store.Search;

/// <summary>Figures of the projection: meter <c>IncidentMonitor.Search</c>.</summary>
internal sealed class SearchMetrics : IDisposable
{
    private static readonly Meter Static = new("IncidentMonitor.Search");
    private readonly Meter _meter = new("IncidentMonitor.Search");

    /// <param name="store">Read when somebody looks.</param>
    public SearchMetrics(IncidentStore store)
    {
        _meter.CreateObservableGauge("incidentmonitor.search.lag", () => store.ReadLag().Lag.TotalSeconds, "s", "Age of the oldest change that the index does not have");
        _meter.CreateObservableGauge("incidentmonitor.search.waiting", () => store.ReadLag().Waiting, "{incident}", "Changed incidents that wait for the index");
        _meter.CreateObservableGauge("incidentmonitor.search.parked", () => store.ReadLag().Parked, "{incident}", "Incidents that the index refused");
    }

    public static Counter<long> Indexed { get; } = Static.CreateCounter<long>("incidentmonitor.search.indexed", "{document}", "Documents that the index took");
    public static Counter<long> Refused { get; } = Static.CreateCounter<long>("incidentmonitor.search.refused", "{document}", "Documents that the index refused");
    public static Counter<long> Failures { get; } = Static.CreateCounter<long>("incidentmonitor.search.failures", "{request}", "Bulk requests that failed as a whole");

    public void Dispose() => _meter.Dispose();
}
