using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>An incident that nobody answers.</summary>
/// <param name="Agency">The assignment as it is stored.</param>
internal sealed record WaitingIncident(string Id, string RubricId, Place Place, string Agency, Severity Severity, bool IsQuiet);

/// <summary>The queue of the unassigned in the record.</summary>
internal static class QueueRows
{
    public static IReadOnlyList<WaitingIncident> Unassigned(this StoreUnit unit) => [.. unit.Query<(string Id, string RubricId, string Place, string Agency, int Severity, bool IsQuiet)>(
        "SELECT id, rubric_id, place, agency, severity, is_quiet FROM incident WHERE agency_id IS NULL AND merged_into IS NULL ORDER BY number")
        .Select(row => new WaitingIncident(row.Id, row.RubricId, JsonSerializer.Deserialize<Place>(row.Place, JsonLines.Options)!, row.Agency, (Severity)row.Severity, row.IsQuiet))];

    public static void SetAgency(this StoreUnit unit, string incidentId, string? agencyId, string agency, string reason, DateTimeOffset now) => unit.Execute(
        """
        UPDATE incident SET agency_id = @agencyId, agency = @agency, reasons = json_insert(reasons, '$[#]', @reason), version = version + 1, updated_at = @now WHERE id = @incidentId
        """, new { incidentId, agencyId, agency, reason, now = now.ToRow() });
}
