-- Keys of the intake API. The secret itself is nowhere: hash is SHA-256 of it, and it has 256 random bits of its own.
CREATE TABLE api_key (
    id           TEXT    PRIMARY KEY,
    sender       TEXT    NOT NULL, -- whose messages: ids are made of it, so that a new key of the same sender meets the same rows
    hash         BLOB    NOT NULL,
    scopes       TEXT    NOT NULL, -- words with a space between
    municipality TEXT,             -- home of messages that name no place
    per_minute   INTEGER NOT NULL,
    per_day      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    used_at      INTEGER
) STRICT;

-- Messages taken in a day of the region, by sender: a second key doubles no quota.
CREATE TABLE intake_day (
    sender   TEXT    NOT NULL,
    day      TEXT    NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (sender, day)
) STRICT, WITHOUT ROWID;

-- What a request with an Idempotency-Key was answered. The answer holds ids, never words or names.
CREATE TABLE intake_request (
    sender TEXT    NOT NULL,
    key    TEXT    NOT NULL,
    digest BLOB    NOT NULL, -- SHA-256 of the request, keyed by the sender's key: no way back to the words
    status INTEGER NOT NULL,
    answer TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (sender, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_request_by_time ON intake_request (at);

-- Events that a service pushed and may push again.
CREATE TABLE hook_event (
    source TEXT    NOT NULL,
    id     TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hook_event_by_time ON hook_event (at);

-- Who alone may do a thing, until when.
CREATE TABLE lease (
    name   TEXT    PRIMARY KEY,
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Set while a feed that used to speak is silent, though it can be read.
ALTER TABLE feed ADD COLUMN silent_since INTEGER;

-- Life after the first read: when a post is looked at again, and since when it is missing where it stood.
ALTER TABLE post ADD COLUMN check_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN missing_at INTEGER;
CREATE INDEX post_to_check ON post (feed, check_at) WHERE is_deleted = 0;
CREATE INDEX post_by_origin ON post (repost_of) WHERE repost_of IS NOT NULL;
CREATE INDEX post_by_parent ON post (owner_id, parent_id) WHERE parent_id IS NOT NULL;
