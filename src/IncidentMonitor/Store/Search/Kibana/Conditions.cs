namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// The states by which people work, in KQL. What ages by itself (near due, overdue) is date math on the deadline: the engine answers for the
/// moment of asking, nothing has to be reindexed.
/// </summary>
internal static class Conditions
{
    /// <summary>Found in the back-fill of a first start: nobody is alarmed by it.</summary>
    public const string Alarming = "isQuiet : false";

    public const string NewCritical = $"{Alarming} and status : new and severity : critical";
    public const string NewUrgent = $"{Alarming} and status : new and isUrgent : true";

    /// <summary>Nobody has answered yet.</summary>
    public const string Unanswered = $"{Alarming} and isOpen : true and not deadlines.answeredAt : *";

    public const string Unassigned = $"{Alarming} and isOpen : true and isAssigned : false";

    /// <summary>Four hours: the shift can still get an answer out of an office.</summary>
    public const string NearDue = $"{Unanswered} and deadline >= now and deadline <= now+4h";

    public const string Overdue = $"{Unanswered} and deadline < now";
    public const string ForHuman = $"{Alarming} and isOpen : true and needsHuman : true";
    public const string InWave = "wave : *";
    public const string WithoutPlace = "not place.municipality : *";

    public static Bands BySeverity => new("Срочность",
    [
        new Band("Критическая", "severity : critical", Colours.Critical),
        new Band("Высокая", "severity : high", Colours.High),
        new Band("Обычная", "severity : medium", Colours.Medium),
        new Band("Низкая", "severity : low", Colours.Low),
    ]);

    /// <summary>Every incident is in exactly one band, but for those closed without an answer.</summary>
    public static Bands ByTerm => new("Срок ответа",
    [
        new Band("Отвечено в срок", "deadlines.answerKept : true", Colours.Good),
        new Band("Отвечено позже срока", "deadlines.answerKept : false", Colours.Medium),
        new Band("Ждёт ответа, срок не вышел", "isOpen : true and not deadlines.answeredAt : * and deadline >= now", Colours.Waiting),
        new Band("Просрочено", "isOpen : true and not deadlines.answeredAt : * and deadline < now", Colours.Critical),
    ]);

    /// <summary>The last band is what the classifier hands to a person more often than not.</summary>
    public static Bands ByConfidence => new("Уверенность в теме",
    [
        new Band("90–100 %", "confidence >= 0.9", Colours.Good),
        new Band("70–90 %", "confidence >= 0.7 and confidence < 0.9", Colours.Waiting),
        new Band("50–70 %", "confidence >= 0.5 and confidence < 0.7", Colours.Medium),
        new Band("ниже 50 %", "confidence < 0.5", Colours.High),
    ]);
}
