-- What an operator says that a post is, against what the machine said. One row a post: the last word counts, the audit trail keeps all of them.
CREATE TABLE feedback (
    post_id     TEXT    PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL, -- of the post, when it was read: an edited text may be something else
    is_incident INTEGER NOT NULL,
    rubric_id   TEXT,
    severity    INTEGER CHECK (severity BETWEEN 0 AND 3),
    who         TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    machine     TEXT    NOT NULL, -- the label that the machine had
    CHECK (is_incident = (rubric_id IS NOT NULL))
) STRICT;
