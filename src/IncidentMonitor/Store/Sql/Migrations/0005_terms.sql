-- The terms of an incident: taken up, answered, and the final answer after an interim one.
CREATE TABLE term (
    incident_id TEXT    NOT NULL REFERENCES incident (id),
    kind        TEXT    NOT NULL CHECK (kind IN ('react', 'answer', 'final')),
    rule        TEXT,             -- 9wh, 24h, 10d …; null: only the end is known
    start_at    INTEGER NOT NULL,
    near_at     INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    met_at      INTEGER,
    work_ms     INTEGER,          -- start to met in the office's working time, pauses out
    clock_ms    INTEGER,          -- start to met by the clock
    told        INTEGER NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND 2), -- 1: that it is near, 2: that it is past
    next_at     INTEGER,          -- when there is something to tell; null: never, or not while paused, quiet or merged
    PRIMARY KEY (incident_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX term_next ON term (next_at) WHERE next_at IS NOT NULL;

-- The incident carries its two ends for lists and sorting: written with it, they follow the terms.
CREATE TRIGGER term_due_moved AFTER UPDATE OF due_at ON term BEGIN
    UPDATE incident SET react_by = iif(new.kind = 'react', new.due_at, react_by), answer_by = iif(new.kind = 'answer', new.due_at, answer_by) WHERE id = new.incident_id;
END;

-- While a row has no end, the incident's terms stand still.
CREATE TABLE pause (
    incident_id TEXT    NOT NULL REFERENCES incident (id),
    from_at     INTEGER NOT NULL,
    until_at    INTEGER,
    who         TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    PRIMARY KEY (incident_id, from_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pause_open ON pause (incident_id) WHERE until_at IS NULL;

-- An operator joined incidents or took posts out of one. What it changed is kept, so that it can be undone.
CREATE TABLE regrouping (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    audit_id    INTEGER NOT NULL UNIQUE REFERENCES audit (id),
    kind        TEXT    NOT NULL CHECK (kind IN ('merge', 'split', 'undo')),
    kept_id     TEXT    NOT NULL REFERENCES incident (id), -- took the posts in (merge), kept the rest (split)
    other_id    TEXT    NOT NULL REFERENCES incident (id), -- gave its posts (merge), got them (split)
    before      TEXT    NOT NULL, -- JSON
    undone_by   INTEGER REFERENCES regrouping (id)
) STRICT;
CREATE INDEX regrouping_by_kept ON regrouping (kept_id);
CREATE INDEX regrouping_by_other ON regrouping (other_id);

-- Not null: its posts are now in that incident; the row stays for its number, history and mails.
ALTER TABLE incident ADD COLUMN merged_into TEXT REFERENCES incident (id);
CREATE INDEX incident_merged ON incident (merged_into) WHERE merged_into IS NOT NULL;

-- Incidents from before: their ends are known, what had passed by the record's newest moment is not alarmed again.
INSERT INTO term (incident_id, kind, start_at, near_at, due_at, told, next_at)
SELECT id, kind, started_at, started_at + (due - started_at) * 3 / 4, due, told, iif(told = 0 AND is_quiet = 0, started_at + (due - started_at) * 3 / 4, NULL)
FROM (
    SELECT id, started_at, is_quiet, 'react' AS kind, react_by AS due, iif(react_by < (SELECT max(created_at) FROM incident), 2, 0) AS told FROM incident
    UNION ALL
    SELECT id, started_at, is_quiet, 'answer', answer_by, iif(answer_by < (SELECT max(created_at) FROM incident), 2, 0) FROM incident
);
