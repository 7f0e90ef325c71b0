using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Store.Sql;

/// <summary>What an operator says that a post is.</summary>
/// <param name="RubricId">Null: no incident.</param>
/// <param name="Severity">Null: not said.</param>
/// <param name="Who">Name of the operator.</param>
public sealed record Correction(string PostId, string? RubricId, Severity? Severity, string Who);

/// <summary>A corrected post as training needs it.</summary>
/// <param name="RubricId">Null: no incident.</param>
public sealed record CorrectedText(string Text, string? RubricId, Severity? Severity);

/// <summary>A post whose label nobody has looked at.</summary>
public sealed record UncheckedPost(string Id, string Text, Label Label);

/// <summary>Operators' corrections in the record.</summary>
internal static class FeedbackRows
{
    /// <summary>Stores a correction with the label that the machine had, and a line of the audit trail; an earlier one of the same post gives way.</summary>
    /// <exception cref="UserError">The record has no such post, or its author took it back.</exception>
    public static void Correct(this StoreUnit unit, Correction correction, DateTimeOffset now)
    {
        var post = unit.FindPost(correction.PostId) is { IsDeleted: false } found
            ? found
            : throw new UserError($"The record holds no post {correction.PostId} (or its author deleted it); `export` and `suggest` name the ids of posts");
        unit.Execute(
            """
            INSERT INTO feedback (post_id, version, is_incident, rubric_id, severity, who, at, machine)
            SELECT id, version, @isIncident, @RubricId, @severity, @Who, @at, label FROM post WHERE id = @PostId
            ON CONFLICT (post_id) DO UPDATE SET version = excluded.version, is_incident = excluded.is_incident, rubric_id = excluded.rubric_id,
                severity = excluded.severity, who = excluded.who, at = excluded.at, machine = excluded.machine
            """,
            new { correction.PostId, isIncident = correction.RubricId is not null, correction.RubricId, severity = (int?)correction.Severity, correction.Who, at = now.ToRow() });
        var said = correction.RubricId is null ? "не инцидент" : $"рубрика {correction.RubricId}";
        var severity = correction.Severity is { } level ? $", срочность: {Web.Words.Of(level)}" : "";
        unit.Audit(now, correction.Who, "исправлена разметка", post.IncidentId ?? correction.PostId, $"{correction.PostId}: {said}{severity}");
    }

    /// <summary>Every correction whose post still says what the operator read, in the order of the corrections.</summary>
    public static IReadOnlyList<CorrectedText> Corrections(this IncidentStore store) => store.Read(connection => (IReadOnlyList<CorrectedText>)[.. Dapper.SqlMapper
        .Query<(string Text, string? RubricId, int? Severity)>(connection,
            "SELECT p.text, f.rubric_id, f.severity FROM feedback f JOIN post p ON p.id = f.post_id AND p.version = f.version WHERE trim(p.text) <> '' ORDER BY f.at, f.post_id")
        .Select(row => new CorrectedText(row.Text, row.RubricId, (Severity?)row.Severity))]);

    /// <summary>Posts without a correction, deleted and wordless ones aside; read one by one so that memory stays flat.</summary>
    public static T ReadUnchecked<T>(this IncidentStore store, Func<IEnumerable<UncheckedPost>, T> use) => store.Read(connection => use(Dapper.SqlMapper
        .Query<(string Id, string Text, string Label)>(connection,
            "SELECT id, text, label FROM post WHERE is_deleted = 0 AND trim(text) <> '' AND id NOT IN (SELECT post_id FROM feedback) ORDER BY rowid", buffered: false)
        .Select(row => new UncheckedPost(row.Id, row.Text, JsonSerializer.Deserialize<Label>(row.Label, JsonLines.Options)!))));
}
