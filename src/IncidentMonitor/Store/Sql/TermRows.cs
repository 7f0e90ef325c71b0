using IncidentMonitor.Assign;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>A term of which there is something to tell.</summary>
public sealed record DueTerm
{
    public string IncidentId { get; init; } = "";
    public string Kind { get; init; } = "";
    public string? AgencyId { get; init; }
    public int Severity { get; init; }
    public long DueAt { get; init; }
}

/// <summary>
/// Terms in the record. Taking up, answering, pausing and resuming are functions for whoever leads an incident through its life: each writes the
/// audit trail. The incident's own <c>react_by</c> and <c>answer_by</c> follow by trigger when a term moves.
/// </summary>
public static class TermRows
{
    /// <summary>Writes the terms of a new incident.</summary>
    internal static void OpenTerms(this StoreUnit unit, Incident incident)
    {
        foreach (var term in TermsOf(incident.Deadlines, incident.StartedAt))
        {
            unit.AddTerm(incident.Id, term, incident.IsQuiet ? null : term.NearAt);
        }
    }

    /// <summary>A graver post: open terms end sooner, if its own do.</summary>
    internal static void ShortenTerms(this StoreUnit unit, string incidentId, Deadlines deadlines)
    {
        foreach (var term in TermsOf(deadlines, deadlines.React))
        {
            unit.Execute("UPDATE term SET rule = @Rule, near_at = @near, due_at = @due WHERE incident_id = @incidentId AND kind = @kind AND met_at IS NULL AND due_at > @due",
                new { incidentId, kind = Word(term.Kind), term.Rule, near = term.NearAt.ToRow(), due = term.DueAt.ToRow() });
        }

        unit.ScheduleTerms(incidentId);
    }

    /// <summary>A fresh voice on a problem known from a back-fill: its terms begin now.</summary>
    internal static void RestartTerms(this StoreUnit unit, string incidentId, Deadlines deadlines)
    {
        foreach (var term in TermsOf(deadlines, deadlines.React))
        {
            unit.Execute("UPDATE term SET rule = @Rule, start_at = @start, near_at = @near, due_at = @due, told = 0 WHERE incident_id = @incidentId AND kind = @kind AND met_at IS NULL",
                new { incidentId, kind = Word(term.Kind), term.Rule, start = term.StartAt.ToRow(), near = term.NearAt.ToRow(), due = term.DueAt.ToRow() });
        }

        unit.ScheduleTerms(incidentId);
    }

    /// <summary>The office has taken the incident up.</summary>
    /// <exception cref="UserError">There is no such incident, or it was taken up before.</exception>
    public static void React(this StoreUnit unit, string incidentId, string who, OfficeHours hours, DateTimeOffset now)
    {
        if (!unit.Meet(incidentId, TermKind.React, hours, now))
        {
            throw new UserError($"{incidentId}: has been taken up already, or is no incident of this record.");
        }

        unit.Changed(incidentId, who, "взят в работу", null, now);
    }

    /// <summary>An answer was published. It also counts as taking up. An update without an answer is neither.</summary>
    /// <param name="final">The term that an interim answer starts; null: this answer is final.</param>
    /// <exception cref="UserError">There is no such incident, or nothing is open that this answer would close.</exception>
    public static void Answer(this StoreUnit unit, string incidentId, string who, Term? final, OfficeHours hours, DateTimeOffset now)
    {
        unit.Meet(incidentId, TermKind.React, hours, now);
        var first = unit.Meet(incidentId, TermKind.Answer, hours, now);
        if (final is null && !unit.Meet(incidentId, TermKind.Final, hours, now) && !first)
        {
            throw new UserError($"{incidentId}: has its final answer already, or is no incident of this record.");
        }

        if (final is not null)
        {
            if (!first)
            {
                throw new UserError($"{incidentId}: only the first answer can be an interim one; the term of the final answer stays as it is.");
            }

            unit.AddTerm(incidentId, final, nextAt: null);
        }

        unit.ScheduleTerms(incidentId);
        unit.Changed(incidentId, who, final is null ? "дан ответ" : "дан промежуточный ответ", null, now);
    }

    /// <summary>The terms stand still, for a reason that people can read.</summary>
    /// <exception cref="UserError">There is no such incident, it stands still already, or the reason is empty.</exception>
    public static void Pause(this StoreUnit unit, string incidentId, string who, string reason, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new UserError($"{incidentId}: a pause needs a reason.");
        }

        if (unit.Execute("INSERT INTO pause (incident_id, from_at, who, reason) SELECT id, @now, @who, @reason FROM incident WHERE id = @incidentId ON CONFLICT DO NOTHING",
            new { incidentId, who, reason, now = now.ToRow() }) == 0)
        {
            throw new UserError($"{incidentId}: stands still already, or is no incident of this record.");
        }

        unit.ScheduleTerms(incidentId);
        unit.Changed(incidentId, who, "сроки приостановлены", reason, now);
    }

    /// <summary>The terms run on: what was left of each at the pause is left of it now.</summary>
    /// <exception cref="UserError">The incident does not stand still.</exception>
    public static void Resume(this StoreUnit unit, string incidentId, string who, OfficeHours hours, DateTimeOffset now)
    {
        if (unit.Query<long?>("SELECT from_at FROM pause WHERE incident_id = @incidentId AND until_at IS NULL", new { incidentId }).SingleOrDefault() is not { } from)
        {
            throw new UserError($"{incidentId}: does not stand still.");
        }

        var pausedAt = Time.FromRow(from);
        unit.Execute("UPDATE pause SET until_at = @now WHERE incident_id = @incidentId AND until_at IS NULL", new { incidentId, now = now.ToRow() });
        foreach (var (kind, written, near, due) in unit.Query<(string, string?, long, long)>(
            "SELECT kind, rule, near_at, due_at FROM term WHERE incident_id = @incidentId AND met_at IS NULL", new { incidentId }).ToList())
        {
            var rule = written is null ? new TermRule(1, TermUnit.Hours) : TermRule.Parse(written);
            var newDue = rule.ResumeDue(Time.FromRow(due), pausedAt, now, hours);
            var newNear = rule.Resume(Time.FromRow(near), pausedAt, now, hours);
            unit.Execute("UPDATE term SET near_at = min(@near, @due), due_at = @due WHERE incident_id = @incidentId AND kind = @kind",
                new { incidentId, kind, near = newNear.ToRow(), due = newDue.ToRow() });
        }

        unit.ScheduleTerms(incidentId);
        unit.Changed(incidentId, who, "сроки идут дальше", null, now);
    }

    /// <summary>Terms of which something is to be told now, the oldest first.</summary>
    internal static IReadOnlyList<DueTerm> DueTerms(this StoreUnit unit, DateTimeOffset now, int limit) => [.. unit.Query<DueTerm>(
        """
        SELECT t.incident_id AS IncidentId, t.kind AS Kind, i.agency_id AS AgencyId, i.severity AS Severity, t.due_at AS DueAt
        FROM term t JOIN incident i ON i.id = t.incident_id WHERE t.next_at <= @now ORDER BY t.next_at, i.number, t.kind LIMIT @limit
        """, new { now = now.ToRow(), limit })];

    /// <summary>Remembers that a term's nearness or end was told: neither is told again.</summary>
    internal static void TermTold(this StoreUnit unit, string incidentId, string kind, bool isPast)
    {
        unit.Execute("UPDATE term SET told = @told WHERE incident_id = @incidentId AND kind = @kind", new { incidentId, kind, told = isPast ? 2 : 1 });
        unit.ScheduleTerms(incidentId);
    }

    /// <summary>Sets when there is something to tell next; to be called after whatever moves, meets, pauses or merges.</summary>
    internal static void ScheduleTerms(this StoreUnit unit, string incidentId) => unit.Execute(
        """
        UPDATE term SET next_at = CASE
            WHEN met_at IS NOT NULL THEN NULL
            WHEN EXISTS (SELECT 1 FROM incident i WHERE i.id = @incidentId AND (i.is_quiet = 1 OR i.merged_into IS NOT NULL)) THEN NULL
            WHEN EXISTS (SELECT 1 FROM pause p WHERE p.incident_id = @incidentId AND p.until_at IS NULL) THEN NULL
            WHEN told = 0 THEN near_at WHEN told = 1 THEN due_at END
        WHERE incident_id = @incidentId
        """, new { incidentId });

    /// <summary>Where only the two ends are known, they are terms that nobody is reminded of beforehand.</summary>
    private static IReadOnlyList<Term> TermsOf(Deadlines deadlines, DateTimeOffset startAt) => deadlines.Terms.Count > 0 ? deadlines.Terms
        : [new Term(TermKind.React, null, startAt, deadlines.React, deadlines.React), new Term(TermKind.Answer, null, startAt, deadlines.Answer, deadlines.Answer)];

    private static void AddTerm(this StoreUnit unit, string incidentId, Term term, DateTimeOffset? nextAt) => unit.Execute(
        "INSERT INTO term (incident_id, kind, rule, start_at, near_at, due_at, next_at) VALUES (@incidentId, @kind, @Rule, @start, @near, @due, @next)",
        new { incidentId, kind = Word(term.Kind), term.Rule, start = term.StartAt.ToRow(), near = term.NearAt.ToRow(), due = term.DueAt.ToRow(), next = nextAt.ToRow() });

    /// <returns>Whether the term was open.</returns>
    private static bool Meet(this StoreUnit unit, string incidentId, TermKind kind, OfficeHours hours, DateTimeOffset now)
    {
        if (unit.Query<long?>("SELECT start_at FROM term WHERE incident_id = @incidentId AND kind = @kind AND met_at IS NULL", new { incidentId, kind = Word(kind) }).SingleOrDefault() is not { } row)
        {
            return false;
        }

        var start = Time.FromRow(row);
        var work = hours.WorkingTime(start, now);
        foreach (var (from, until) in unit.Query<(long, long?)>("SELECT from_at, until_at FROM pause WHERE incident_id = @incidentId", new { incidentId }))
        {
            var begin = Time.FromRow(from) > start ? Time.FromRow(from) : start;
            work -= hours.WorkingTime(begin, Time.FromRow(until) ?? now);
        }

        unit.Execute("UPDATE term SET met_at = @now, work_ms = @work, clock_ms = @clock WHERE incident_id = @incidentId AND kind = @kind",
            new { incidentId, kind = Word(kind), now = now.ToRow(), work = (long)work.TotalMilliseconds, clock = Math.Max(0, (long)(now - start).TotalMilliseconds) });
        unit.ScheduleTerms(incidentId);
        return true;
    }

    private static void Changed(this StoreUnit unit, string incidentId, string who, string what, string? detail, DateTimeOffset now)
    {
        unit.Execute("UPDATE incident SET version = version + 1, updated_at = @now WHERE id = @incidentId", new { incidentId, now = now.ToRow() });
        unit.Audit(now, who, what, incidentId, detail);
    }

    private static string Word(TermKind kind) => kind.ToString().ToLowerInvariant();
}
