-- Since when a job is kept that has ended: since its file expires, or else since its end. So a job whose
-- file expires years later is no candidate before, and is not read in each round.
ALTER TABLE jobs ADD COLUMN kept_since TIMESTAMP WITH TIME ZONE;
DROP INDEX jobs_by_end;
UPDATE jobs SET kept_since = COALESCE(file_expires_at, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_by_end ON jobs (batch, kept_since, id);
