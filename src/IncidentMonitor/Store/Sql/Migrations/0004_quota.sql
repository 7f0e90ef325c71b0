-- Calls of VK's API that were spent, by token, method and quarter of an hour (its start). Written before the call leaves, so a crash never forgets one.
-- A token is named by a hash: the record holds no secret.
CREATE TABLE vk_call (
    token  TEXT    NOT NULL,
    method TEXT    NOT NULL,
    slot   INTEGER NOT NULL,
    calls  INTEGER NOT NULL,
    PRIMARY KEY (token, method, slot)
) STRICT, WITHOUT ROWID;

-- What rests, until when and why (fault: a FaultReason): a method of a token; the method '*' is the whole token, the token '*' all of them.
CREATE TABLE vk_rest (
    token  TEXT    NOT NULL,
    method TEXT    NOT NULL,
    until  INTEGER NOT NULL,
    fault  TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    PRIMARY KEY (token, method)
) STRICT, WITHOUT ROWID;

-- Health of the tokens for the console. State: ok, parked (a person must confirm something), dead.
CREATE TABLE vk_token (
    id         TEXT    PRIMARY KEY,
    number     INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    reason     TEXT,
    since      INTEGER NOT NULL,
    used_at    INTEGER,
    expires_at INTEGER,
    is_present INTEGER NOT NULL
) STRICT;

-- How often a feed speaks, by hour and weekday: what the planner of reads has learned.
CREATE TABLE feed_rate (
    feed    TEXT    PRIMARY KEY,
    seen_to INTEGER NOT NULL,
    rates   BLOB    NOT NULL
) STRICT;
