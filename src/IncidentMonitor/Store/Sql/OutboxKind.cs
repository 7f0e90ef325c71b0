namespace IncidentMonitor.Store.Sql;

/// <summary>Why an incident goes out to its agency.</summary>
internal static class OutboxKind
{
    public const string Created = "created";
    public const string Raised = "raised";
    public const string Wave = "wave";

    private const string Near = "near-";
    private const string Past = "past-";

    /// <summary>A term that is near or past.</summary>
    public static string OfTerm(string term, bool isPast) => (isPast ? Past : Near) + term;

    public static bool IsOfTerm(string kind) => kind.StartsWith(Near, StringComparison.Ordinal) || kind.StartsWith(Past, StringComparison.Ordinal);
}
