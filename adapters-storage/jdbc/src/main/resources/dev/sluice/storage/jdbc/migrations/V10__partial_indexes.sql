-- On PostgreSQL an index has only the jobs that are looked for in it. An index of all had an entry
-- without a time for each other job: a page somewhere in it to read and write with each new job,
-- the more pages the more jobs. H2 has no such indexes.
${postgresql_only} DROP INDEX jobs_by_file_expiry;
${postgresql_only} CREATE INDEX jobs_by_file_expiry ON jobs (file_expires_at, id) WHERE file_expires_at IS NOT NULL;
${postgresql_only} DROP INDEX jobs_by_file_age;
${postgresql_only} CREATE INDEX jobs_by_file_age ON jobs (file_stored_at, id) WHERE file_stored_at IS NOT NULL;
${postgresql_only} DROP INDEX jobs_by_end;
${postgresql_only} CREATE INDEX jobs_by_end ON jobs (batch, kept_since, id) WHERE kept_since IS NOT NULL;
${postgresql_only} DROP INDEX jobs_by_artifact;
${postgresql_only} CREATE INDEX jobs_by_artifact ON jobs (artifact_path, finished_at DESC) WHERE artifact_path IS NOT NULL;
${postgresql_only} DROP INDEX jobs_by_bucket;
${postgresql_only} CREATE INDEX jobs_by_bucket ON jobs (bucket) WHERE bucket IS NOT NULL;
