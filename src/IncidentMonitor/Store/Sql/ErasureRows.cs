namespace IncidentMonitor.Store.Sql;

/// <summary>Where an erased post's words and author stood beside its own row.</summary>
internal static class ErasureRows
{
    /// <summary>
    /// Quarantined bytes, the words that others' reposts and replies carry along, remembered answers of the intake. A quarantined item of the
    /// same feed that bears the post's number goes too: it may be the post in a shape that could not be read, and losing a specimen is the lesser harm.
    /// </summary>
    public static void EraseTraces(this StoreUnit unit, string id, string? incidentId, DateTimeOffset now)
    {
        var number = RecheckRows.NumberOf(id);
        var (owner, url, feed) = unit.Query<(string Owner, string? Url, string? Feed)>("SELECT owner_id, url, feed FROM post WHERE id = @id", new { id }).Single();
        unit.Execute("DELETE FROM quarantine WHERE substr(reason, 1, length(@id) + 1) = @id || ':'", new { id });
        unit.Execute(
            """
            DELETE FROM quarantine WHERE feed IS @feed AND (instr(raw, CAST('id":' || @number AS BLOB)) > 0 OR instr(raw, CAST('id": ' || @number AS BLOB)) > 0
                OR instr(raw, CAST(@owner || '/' || @number AS BLOB)) > 0 OR (@url IS NOT NULL AND instr(raw, CAST(@url AS BLOB)) > 0))
            """, new { feed, number, owner, url });
        unit.Execute("UPDATE post SET context = NULL WHERE owner_id = @owner AND parent_id = @number AND source = 'telegram'", new { owner, number });
        if (url is not null)
        {
            // A repost without words of its own was searched and labelled by the words of its origin.
            unit.Execute("DELETE FROM post_text WHERE rowid IN (SELECT rowid FROM post WHERE repost_of = @url AND text = '')", new { url });
            unit.Execute("UPDATE incident_post SET shape = NULL WHERE post_id IN (SELECT id FROM post WHERE repost_of = @url AND text = '')", new { url });
            unit.Execute("UPDATE post SET label = json_remove(label, '$.because') WHERE repost_of = @url AND text = ''", new { url });
            unit.Execute("UPDATE post SET repost_text = NULL, version = version + 1 WHERE repost_of = @url AND repost_text IS NOT NULL", new { url });
        }

        unit.Execute("DELETE FROM intake_request WHERE instr(answer, json_quote(@id)) > 0", new { id });
        // Projections of the incident (index, lists) take the change from its version.
        unit.Execute("UPDATE incident SET version = version + 1, updated_at = @now WHERE id = @incidentId", new { incidentId, now = now.ToRow() });
    }
}
