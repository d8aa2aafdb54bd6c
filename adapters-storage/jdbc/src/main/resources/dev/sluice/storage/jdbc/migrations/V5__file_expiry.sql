-- The files that can expire, by their age and by `expires_after`; null where there is none.
ALTER TABLE jobs ADD COLUMN file_stored_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE jobs ADD COLUMN file_expires_at TIMESTAMP WITH TIME ZONE;

-- The keys of a storage that came with a job are wiped at its end.
UPDATE jobs SET file_stored_at = finished_at
WHERE artifact_path IS NOT NULL AND (bucket IS NULL OR bucket <> id);

CREATE INDEX jobs_by_file_age ON jobs (file_stored_at, id);
CREATE INDEX jobs_by_file_expiry ON jobs (file_expires_at, id);
