namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The line of links on top of each dashboard: to the queues, each with its own time range, and to the other dashboards.</summary>
internal static class Signpost
{
    public const string ShiftId = "incident-monitor-shift";
    public const string AgencyId = "incident-monitor-agency";
    public const string LeaderId = "incident-monitor-leader";

    public static TextPanel On(string dashboard) => new(
        $"{dashboard}-signpost", "Переходы",
        $"**Очереди:** {string.Join(" · ", TriageSearches.All.Select(Queue))}\n\n**Экраны:** [Смена]({Page(ShiftId)}) · [Ведомство]({Page(AgencyId)}) · [Руководитель]({Page(LeaderId)})");

    // The address names the time range: Dashboards keeps none in a saved search and would look at the last 15 minutes. Angle brackets,
    // because of the brackets inside.
    private static string Queue(SavedSearch search) => $"[{search.Title}](<discover#/view/{search.Id}?_g=(time:(from:{search.Time.From},to:{search.Time.To}))>)";

    private static string Page(string id) => $"dashboards#/view/{id}";
}
