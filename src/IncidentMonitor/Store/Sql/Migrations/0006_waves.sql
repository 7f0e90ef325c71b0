-- What a wave was: when it was highest, how many it reached, when it was over. Recounted with each post that joins and when it is closed.
ALTER TABLE wave ADD COLUMN posts      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wave ADD COLUMN authors    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wave ADD COLUMN views      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wave ADD COLUMN peak_at    INTEGER; -- beginning of the hour with most posts
ALTER TABLE wave ADD COLUMN peak_posts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wave ADD COLUMN chance     REAL;    -- of so many posts on an ordinary day, when it was seen
ALTER TABLE wave ADD COLUMN ended_at   INTEGER; -- its last post; null while it runs
CREATE INDEX wave_running ON wave (last_at) WHERE ended_at IS NULL;
CREATE INDEX incident_by_wave ON incident (wave) WHERE wave IS NOT NULL;
