-- What the search index must still be told. Triggers note every change, so that no writer can forget it; without a target nothing is noted.

-- Rises with each noted change; a document's version in the index is the value at which it was read.
CREATE TABLE search_clock (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO search_clock VALUES (1, 1);

-- A set of indices, one a year, that is kept equal to the record: the one that people search, and at times one that is built beside it.
CREATE TABLE search_target (
    name         TEXT    PRIMARY KEY, -- shape and generation, part of its indices' names
    alias        TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('building', 'live')),
    is_published INTEGER NOT NULL DEFAULT 0, -- the alias points to it and to nothing else
    beat_at      INTEGER NOT NULL,    -- a builder that lives moves it on
    failures     INTEGER NOT NULL DEFAULT 0,
    retry_at     INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT
) STRICT;
CREATE UNIQUE INDEX search_target_live ON search_target (state) WHERE state = 'live';

CREATE TABLE search_index (
    target TEXT    NOT NULL REFERENCES search_target (name) ON DELETE CASCADE,
    year   INTEGER NOT NULL,
    PRIMARY KEY (target, year)
) STRICT;

-- One row a changed incident and year: an incident whose beginning moves to another year leaves a row to delete it where it was.
CREATE TABLE search_queue (
    target      TEXT    NOT NULL REFERENCES search_target (name) ON DELETE CASCADE,
    incident_id TEXT    NOT NULL,
    year        INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    noted_at    INTEGER NOT NULL, -- by the database's clock: when the oldest change was noted that is not in the index
    attempts    INTEGER NOT NULL DEFAULT 0,
    retry_at    INTEGER NOT NULL DEFAULT 0,
    error       TEXT,             -- why the index refused it; then it waits for a change, or for a late retry
    PRIMARY KEY (target, incident_id, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_queue_by_turn ON search_queue (target, retry_at, seq);

CREATE VIEW search_note (incident_id, started_at) AS SELECT incident_id, 0 FROM search_queue;
CREATE TRIGGER search_note_insert INSTEAD OF INSERT ON search_note WHEN EXISTS (SELECT 1 FROM search_target)
BEGIN
    UPDATE search_clock SET value = value + 1;
    INSERT INTO search_queue (target, incident_id, year, seq, noted_at)
    SELECT t.name, NEW.incident_id, max(2000, CAST(strftime('%Y', NEW.started_at / 1000, 'unixepoch') AS INTEGER)), c.value, CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM search_target t, search_clock c WHERE true
    ON CONFLICT DO UPDATE SET seq = excluded.seq, attempts = 0, retry_at = 0, error = NULL;
END;

CREATE TRIGGER search_incident_added AFTER INSERT ON incident
BEGIN
    INSERT INTO search_note VALUES (NEW.id, NEW.started_at);
END;
CREATE TRIGGER search_incident_changed AFTER UPDATE ON incident
BEGIN
    INSERT INTO search_note VALUES (NEW.id, NEW.started_at);
END;
CREATE TRIGGER search_incident_moved AFTER UPDATE OF started_at ON incident WHEN OLD.started_at <> NEW.started_at
BEGIN
    INSERT INTO search_note VALUES (OLD.id, OLD.started_at);
END;
CREATE TRIGGER search_incident_removed AFTER DELETE ON incident
BEGIN
    INSERT INTO search_note VALUES (OLD.id, OLD.started_at);
END;
CREATE TRIGGER search_link_added AFTER INSERT ON incident_post
BEGIN
    INSERT INTO search_note SELECT id, started_at FROM incident WHERE id = NEW.incident_id;
END;
CREATE TRIGGER search_link_changed AFTER UPDATE OF incident_id, is_first, reason, post_id ON incident_post
BEGIN
    INSERT INTO search_note SELECT id, started_at FROM incident WHERE id IN (OLD.incident_id, NEW.incident_id);
END;
CREATE TRIGGER search_link_removed AFTER DELETE ON incident_post
BEGIN
    INSERT INTO search_note SELECT id, started_at FROM incident WHERE id = OLD.incident_id;
END;
-- Reach is read anew with every crawl and mostly stays as it was.
CREATE TRIGGER search_post_changed AFTER UPDATE ON post
WHEN OLD.text <> NEW.text OR OLD.title IS NOT NEW.title OR OLD.repost_text IS NOT NEW.repost_text OR OLD.attachments <> NEW.attachments
    OR OLD.url IS NOT NEW.url OR OLD.author IS NOT NEW.author OR OLD.edited_at IS NOT NEW.edited_at OR OLD.published_at <> NEW.published_at
    OR OLD.feed IS NOT NEW.feed OR OLD.views IS NOT NEW.views OR OLD.likes IS NOT NEW.likes OR OLD.is_deleted <> NEW.is_deleted
BEGIN
    INSERT INTO search_note SELECT i.id, i.started_at FROM incident_post ip JOIN incident i ON i.id = ip.incident_id WHERE ip.post_id = NEW.id;
END;
