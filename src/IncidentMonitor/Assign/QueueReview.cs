using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Assign;

/// <summary>
/// Goes through the queue of the unassigned when the service starts: what a changed book of agencies now gives an office is assigned and told, what
/// still has none gets today's reason. The terms stay as they were: the citizen has waited since the message.
/// </summary>
public sealed class QueueReview(IncidentStore store, AgencyBook agencies, RubricTree tree, TimeProvider clock)
{
    /// <returns>How many found an office.</returns>
    public Task<int> ReviewAsync(CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var assigned = 0;
        foreach (var waiting in unit.Unassigned())
        {
            var assignment = tree.ById(waiting.RubricId) is { } rubric ? agencies.Assign(rubric, waiting.Place) : AgencyBook.NoRubric;
            if (JsonLines.Write(assignment) is var written && written == waiting.Agency)
            {
                continue;
            }

            unit.SetAgency(waiting.Id, assignment.Id, written, assignment.Reason, now);
            unit.Audit(now, "машина", assignment.Id is null ? "причина без исполнителя изменилась" : "назначен исполнитель", waiting.Id, assignment.Reason);
            if (assignment.Id is { } agency)
            {
                assigned++;
                if (!waiting.IsQuiet)
                {
                    unit.Enqueue(OutboxKind.Created, waiting.Id, agency, waiting.Severity >= Severity.High, now);
                }
            }
        }

        return assigned;
    }, cancellationToken);
}
