-- Times are Unix milliseconds, UTC. JSON columns hold what is only ever read as a whole.

CREATE TABLE post (
    rowid        INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    source       TEXT    NOT NULL,
    feed         TEXT,
    owner_id     TEXT    NOT NULL,
    author       TEXT,
    author_id    TEXT,
    published_at INTEGER NOT NULL,
    edited_at    INTEGER,
    read_at      INTEGER NOT NULL,
    url          TEXT,
    title        TEXT,
    text         TEXT    NOT NULL,
    context      TEXT,
    parent_id    TEXT,
    thread_id    TEXT,
    repost_of    TEXT,
    repost_text  TEXT,
    attachments  TEXT    NOT NULL DEFAULT '[]',
    views        INTEGER,
    likes        INTEGER,
    comments     INTEGER,
    reposts      INTEGER,
    is_ad        INTEGER NOT NULL DEFAULT 0,
    is_deleted   INTEGER NOT NULL DEFAULT 0,
    is_incident  INTEGER NOT NULL,
    label        TEXT    NOT NULL,
    version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX post_by_url ON post (url) WHERE url IS NOT NULL;
CREATE INDEX post_by_thread ON post (owner_id, thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX post_by_feed ON post (feed, published_at);

-- What a post said before its author changed it.
CREATE TABLE post_version (
    post_id  TEXT    NOT NULL REFERENCES post (id),
    version  INTEGER NOT NULL,
    text     TEXT    NOT NULL,
    seen_at  INTEGER NOT NULL,
    PRIMARY KEY (post_id, version)
) STRICT;

CREATE TABLE incident (
    id               TEXT    PRIMARY KEY,
    number           INTEGER NOT NULL UNIQUE,
    status           TEXT    NOT NULL,
    severity         INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    rubric_id        TEXT    NOT NULL,
    rubric_name      TEXT    NOT NULL,
    rubric_confidence REAL   NOT NULL,
    topic            TEXT    NOT NULL,
    grp              TEXT    NOT NULL,
    block            TEXT,
    confidence       REAL    NOT NULL,
    needs_human      INTEGER NOT NULL,
    municipality     TEXT,
    settlement       TEXT,
    place            TEXT    NOT NULL,
    agency_id        TEXT,
    agency           TEXT    NOT NULL,
    reasons          TEXT    NOT NULL,
    wave             TEXT,
    started_at       INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    react_by         INTEGER NOT NULL,
    answer_by        INTEGER NOT NULL,
    is_quiet         INTEGER NOT NULL,
    version          INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX incident_by_start ON incident (started_at);
CREATE INDEX incident_by_creation ON incident (created_at);
CREATE INDEX incident_by_agency ON incident (agency_id, answer_by);

-- A post belongs to one incident at most. Topic, place and shape (hashed stems) are what grouping saw when it decided: later posts
-- are held against that, whatever edits came since.
CREATE TABLE incident_post (
    id          INTEGER PRIMARY KEY,
    post_id     TEXT    NOT NULL UNIQUE REFERENCES post (id),
    incident_id TEXT    NOT NULL REFERENCES incident (id),
    is_first    INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    grp         TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    municipality TEXT,
    shape       BLOB,
    published_at INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_post_by_time ON incident_post (published_at);
CREATE INDEX incident_post_by_topic ON incident_post (topic, municipality, published_at);

-- A burst of one topic in one municipality.
CREATE TABLE wave (
    id           TEXT    PRIMARY KEY,
    topic        TEXT    NOT NULL,
    municipality TEXT    NOT NULL,
    started_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    last_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX wave_by_topic ON wave (topic, municipality, last_at);
CREATE INDEX incident_post_by_incident ON incident_post (incident_id);

CREATE TABLE feed (
    name         TEXT    PRIMARY KEY,
    cursor       TEXT,
    next_at      INTEGER NOT NULL DEFAULT 0,
    success_at   INTEGER,
    post_at      INTEGER,
    first_at     INTEGER NOT NULL,
    posts        INTEGER NOT NULL DEFAULT 0,
    odd          INTEGER NOT NULL DEFAULT 0,
    failures     INTEGER NOT NULL DEFAULT 0,
    fault        TEXT,
    fault_text   TEXT
) STRICT;

-- Everything that leaves the process is written here in the transaction that caused it.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL,
    incident_id TEXT    NOT NULL REFERENCES incident (id),
    agency_id   TEXT    NOT NULL,
    is_urgent   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    digest_id   TEXT    REFERENCES digest (id),
    UNIQUE (kind, incident_id, agency_id)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (agency_id, id) WHERE digest_id IS NULL;

-- A mail as it was composed: sending it twice sends the same message under the same id.
CREATE TABLE digest (
    id           TEXT    PRIMARY KEY,
    agency_id    TEXT    NOT NULL,
    composed_at  INTEGER NOT NULL,
    is_urgent    INTEGER NOT NULL,
    delivered_at INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT
) STRICT;
CREATE INDEX digest_waiting ON digest (next_at) WHERE delivered_at IS NULL;

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, id);

-- An item that could not be read, kept for inspection.
CREATE TABLE quarantine (
    id       TEXT    PRIMARY KEY,
    feed     TEXT,
    reason   TEXT    NOT NULL,
    raw      BLOB    NOT NULL,
    seen_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Stemmed words of each post; rowid is the post's.
CREATE VIRTUAL TABLE post_text USING fts5 (stems, tokenize = 'unicode61');
INSERT INTO post_text (post_text, rank) VALUES ('secure-delete', 1);
