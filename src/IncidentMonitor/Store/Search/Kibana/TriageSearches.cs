namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The queues of a shift. Each is sorted so that its first row is the one to take next.</summary>
internal static class TriageSearches
{
    /// <summary>The longest term of the tree is ten days; what began a season ago is for the leader's report, not for a shift.</summary>
    public static readonly TimeRange WhileTermsRun = new("now-90d");

    private static readonly Sort Newest = new("startedAt", IsDescending: true);
    private static readonly Sort Gravest = new("severityRank", IsDescending: true);
    private static readonly Sort DueFirst = new("deadline");

    /// <summary>Link and colour first: they are seen without scrolling however narrow the panel.</summary>
    private static readonly string[] Head = ["severityRank", "consoleUrl", "number", "rubric.name", "posts.text", "place.municipality", "place.street"];

    public static readonly SavedSearch Critical = new(
        "incident-monitor-search-critical", "Новые критические", "Угроза жизни или без важной услуги многие. Взять в работу в течение часа.",
        Conditions.NewCritical, [.. Head, "agency.name", "deadlines.react"], [Newest], new("now-24h"));

    public static readonly SavedSearch Urgent = new(
        "incident-monitor-search-urgent", "Новые срочные", "Критические и высокие за сутки, самые тяжёлые сверху.",
        Conditions.NewUrgent, [.. Head, "agency.name", "deadlines.react"], [Gravest, Newest], new("now-24h"));

    public static readonly SavedSearch Unassigned = new(
        "incident-monitor-search-unassigned", "Без исполнителя", "Отвечать некому: назначить или выяснить, чей это вопрос. Причина — в последней колонке.",
        Conditions.Unassigned, [.. Head, "deadlines.react", "reasons"], [Gravest, DueFirst], WhileTermsRun);

    public static readonly SavedSearch NearDue = new(
        "incident-monitor-search-near-due", "Срок подходит", "Срок ответа выходит в ближайшие четыре часа, ближайший сверху.",
        Conditions.NearDue, [.. Head, "agency.name", "deadline"], [DueFirst, Gravest], WhileTermsRun);

    public static readonly SavedSearch Overdue = new(
        "incident-monitor-search-overdue", "Просрочено", "Срок ответа вышел, ответа нет. Самые тяжёлые сверху, среди них — самые старые.",
        Conditions.Overdue, [.. Head, "agency.name", "deadline"], [Gravest, DueFirst], WhileTermsRun);

    public static readonly SavedSearch ForHuman = new(
        "incident-monitor-search-for-human", "Проверить рубрику", "Программа не уверена в рубрике: решает человек.",
        Conditions.ForHuman, ["severityRank", "consoleUrl", "number", "confidence", "rubric.name", "posts.text", "place.municipality", "agency.name"], [Gravest, Newest], new("now-7d"));

    public static readonly SavedSearch InWaves = new(
        "incident-monitor-search-waves", "Волны", "Всплески одной темы на одной территории, новые сверху.",
        Conditions.InWave, ["severityRank", "consoleUrl", "number", "topic", "place.municipality", "place.street", "posts.text", "postCount", "agency.name", "wave"], [Newest], new("now-3d"));

    public static readonly SavedSearch Waiting = new(
        "incident-monitor-search-waiting", "Ждут ответа", "Всё, на что ещё не ответили, по сроку.",
        Conditions.Unanswered, [.. Head, "agency.name", "deadline"], [DueFirst, Gravest], WhileTermsRun);

    public static IReadOnlyList<SavedSearch> All => [Critical, Urgent, Unassigned, NearDue, Overdue, ForHuman, InWaves, Waiting];
}
