namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>What each panel and saved search must show, said in SQL over the record. <c>@now</c> is in milliseconds.</summary>
internal static class PanelSql
{
    private const string Severity = "CASE severity WHEN 3 THEN 'Критическая' WHEN 2 THEN 'Высокая' WHEN 1 THEN 'Обычная' ELSE 'Низкая' END";
    private const string Confidence = "CASE WHEN confidence >= 0.9 THEN '90–100 %' WHEN confidence >= 0.7 THEN '70–90 %' WHEN confidence >= 0.5 THEN '50–70 %' ELSE 'ниже 50 %' END";
    private const string Term = "CASE WHEN answer_by >= @now THEN 'Ждёт ответа, срок не вышел' ELSE 'Просрочено' END";
    private const string Agency = "json_extract(agency, '$.name')";
    private const string Source = "(SELECT p.source FROM incident_post ip JOIN post p ON p.id = ip.post_id WHERE ip.incident_id = incident.id AND ip.is_first = 1)";
    private const string Hour = "strftime('%Y-%m-%dT%H:00:00.000Z', started_at / 1000, 'unixepoch')";
    private const string Day = "strftime('%Y-%m-%dT00:00:00.000Z', started_at / 1000, 'unixepoch')";

    /// <summary>By the clock of the region of the test, five hours ahead of UTC.</summary>
    private const string LocalHour = "'local.hour ' || CAST(strftime('%H', started_at / 1000 + 18000, 'unixepoch') AS INTEGER)";
    private const string Weekday = "'local.weekday ' || ((strftime('%w', started_at / 1000 + 18000, 'unixepoch') + 6) % 7 + 1)";

    private const string Open = "is_quiet = 0 AND status <> 'closed'";
    private const string NewCritical = "is_quiet = 0 AND status = 'new' AND severity = 3";
    private const string NewUrgent = "is_quiet = 0 AND status = 'new' AND severity >= 2";
    private const string Unassigned = $"{Open} AND agency_id IS NULL";
    private const string NearDue = $"{Open} AND answer_by BETWEEN @now AND @now + 4 * 3600000";
    private const string Overdue = $"{Open} AND answer_by < @now";
    private const string ForHuman = $"{Open} AND needs_human = 1";

    private static string Days(int days) => $"started_at BETWEEN @now - {days} * 86400000 AND @now";

    private static string Number(string name, string where, string value = "count(*)") => $"SELECT '{name}', {value} FROM incident WHERE {where}";

    private static string By(string key, string where, string second = "''") =>
        $"SELECT {key} || '|' || {second}, count(*) FROM incident WHERE {where} GROUP BY 1 HAVING {key} IS NOT NULL";

    /// <summary>Rows of a table with their measures: the largest first, and of equal ones the first by name.</summary>
    private static string Table(string where, int size, params (string Name, string Value)[] measures) =>
        $"WITH top AS (SELECT topic, {string.Join(", ", measures.Select((measure, index) => $"{measure.Value} AS v{index}"))} FROM incident WHERE {where} GROUP BY topic ORDER BY count(*) DESC, topic LIMIT {size}) "
        + string.Join(" UNION ALL ", measures.Select((measure, index) => $"SELECT topic || '|{measure.Name}', v{index} FROM top"));

    /// <summary>Cells by panel: names between bars, and a number.</summary>
    public static readonly IReadOnlyDictionary<string, string> Cells = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["shift-critical"] = Number("за сутки", $"{NewCritical} AND {Days(1)}"),
        ["shift-near-due"] = Number("ждут ответа", $"{NearDue} AND {Days(90)}"),
        ["shift-overdue"] = Number("без ответа", $"{Overdue} AND {Days(90)}"),
        ["shift-unassigned"] = Number("отвечать некому", $"{Unassigned} AND {Days(90)}"),
        ["shift-for-human"] = Number("за сутки", $"{ForHuman} AND {Days(1)}"),
        ["shift-all"] = Number("за сутки", Days(1)),
        ["shift-hours"] = By(Hour, Days(1), Severity),
        ["shift-waves"] =
            $"""
            WITH cell AS (SELECT topic || '|' || municipality AS k, count(*) AS n, min(started_at) AS a, max(started_at) AS b FROM incident
                          WHERE wave IS NOT NULL AND municipality IS NOT NULL AND {Days(1)} GROUP BY topic, municipality)
            SELECT k || '|Инцидентов', n FROM cell UNION ALL SELECT k || '|Первый', a FROM cell UNION ALL SELECT k || '|Последний', b FROM cell
            """,
        ["agency-waiting"] = Number("всего", $"{Open} AND {Days(90)}"),
        ["agency-near-due"] = Number("ждут ответа", $"{NearDue} AND {Days(90)}"),
        ["agency-overdue"] = Number("без ответа", $"{Overdue} AND {Days(90)}"),
        ["agency-critical"] = Number("за 30 дней", $"{NewCritical} AND {Days(30)}"),
        ["agency-terms"] = By(Agency, $"status <> 'closed' AND {Days(30)}", Term),
        ["agency-load"] = By(Agency, Days(30), Severity),
        ["agency-days"] = By(Day, Days(30), Severity),
        ["agency-topics"] = Table($"{Open} AND {Days(30)}", 20, ("Инцидентов", "count(*)"), ("Территорий", "count(DISTINCT municipality)"), ("Самый ранний срок", "min(answer_by)")),
        ["agency-municipalities"] = By("municipality", Days(30), Severity),
        ["leader-all"] = Number("за период", Days(7)),
        ["leader-critical"] = Number("за период", $"severity = 3 AND {Days(7)}"),
        ["leader-waves"] = Number("за период", Days(7), "count(DISTINCT wave)"),
        ["leader-overdue"] = Number("без ответа", $"{Overdue} AND {Days(90)}"),
        ["leader-confidence"] =
            $"""
            WITH ranked AS (SELECT confidence, row_number() OVER (ORDER BY confidence) AS r, count(*) OVER () AS n FROM incident WHERE {Days(7)})
            SELECT 'медиана', avg(confidence) FROM ranked WHERE r IN ((n + 1) / 2, (n + 2) / 2)
            """,
        ["leader-nowhere"] = Number("за период", $"municipality IS NULL AND {Days(7)}"),
        ["leader-heat"] = By("municipality", Days(7), "grp"),
        ["leader-hours"] = By(Hour, Days(7), Source),
        ["leader-sources"] = By(Source, Days(7), Severity),
        ["leader-terms"] = By(Agency, $"status <> 'closed' AND {Days(7)}", Term),
        ["leader-topics"] = Table(Days(7), 15, ("Инцидентов", "count(*)"), ("Территорий", "count(DISTINCT municipality)"), ("Уверенность", "avg(confidence)")),
        ["leader-map"] = Number("на карте", $"json_extract(place, '$.lat') IS NOT NULL AND {Days(7)}"),
        ["leader-week"] = By(LocalHour, Days(7), Weekday),
        ["leader-certainty"] = By(Confidence, Days(7)),
        ["leader-certainty-groups"] = By("grp", Days(7), Confidence),
    };

    /// <summary>Numbers of incidents by saved search, in the order in which a shift takes them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Rows = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["incident-monitor-search-critical"] = Ordered($"{NewCritical} AND {Days(1)}", "started_at DESC"),
        ["incident-monitor-search-urgent"] = Ordered($"{NewUrgent} AND {Days(1)}", "severity DESC, started_at DESC"),
        ["incident-monitor-search-unassigned"] = Ordered($"{Unassigned} AND {Days(90)}", "severity DESC, answer_by"),
        ["incident-monitor-search-near-due"] = Ordered($"{NearDue} AND {Days(90)}", "answer_by"),
        ["incident-monitor-search-overdue"] = Ordered($"{Overdue} AND {Days(90)}", "severity DESC, answer_by"),
        ["incident-monitor-search-for-human"] = Ordered($"{ForHuman} AND {Days(7)}", "severity DESC, started_at DESC"),
        ["incident-monitor-search-waves"] = Ordered($"wave IS NOT NULL AND {Days(3)}", "started_at DESC"),
        ["incident-monitor-search-waiting"] = Ordered($"{Open} AND {Days(90)}", "answer_by"),
    };

    private static string Ordered(string where, string order) => $"SELECT number FROM incident WHERE {where} ORDER BY {order}, number";
}
