-- How many jobs each owner has: those ever taken, and those that came to an end. How many run is counted
-- where it is asked for, and how many wait follows. Several rows of each sort, so that transactions that end
-- jobs of one owner seldom wait for each other; they are added up when they are read.

CREATE TABLE job_counts (
  owner VARCHAR(64) NOT NULL,
  what  VARCHAR(16) NOT NULL,
  shard INTEGER     NOT NULL,
  jobs  BIGINT      NOT NULL,
  PRIMARY KEY (owner, what, shard)
);

INSERT INTO job_counts (owner, what, shard, jobs)
SELECT owner, 'TAKEN', 0, COUNT(*) FROM jobs GROUP BY owner;

INSERT INTO job_counts (owner, what, shard, jobs)
SELECT owner, status, 0, COUNT(*) FROM jobs
WHERE status IN ('COMPLETED', 'FAILED', 'WARNING', 'SKIPPED') GROUP BY owner, status;

CREATE INDEX jobs_of_owner_by_folder ON jobs (owner, folder, created_at DESC, id DESC);
