using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Severities as people and exports write them.</summary>
internal static class SeverityNames
{
    public static Severity? Parse(string name) => Names.Key(name) switch
    {
        "low" or "низкая" or "низкий" => Severity.Low,
        "medium" or "средняя" or "средний" or "обычная" => Severity.Medium,
        "high" or "высокая" or "высокий" or "urgent" or "срочно" => Severity.High,
        "critical" or "критическая" or "критический" => Severity.Critical,
        _ => null,
    };
}
