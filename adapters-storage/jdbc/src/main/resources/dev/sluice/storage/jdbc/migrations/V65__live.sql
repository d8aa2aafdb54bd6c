-- How a source without an end is recorded, where that was asked for: null for all other jobs; the
-- most of it in seconds.
ALTER TABLE jobs ADD COLUMN live_from_start BOOLEAN;
ALTER TABLE jobs ADD COLUMN live_wait BOOLEAN;
ALTER TABLE jobs ADD COLUMN live_most BIGINT;
ALTER TABLE jobs ADD COLUMN live_keep_partial BOOLEAN;
