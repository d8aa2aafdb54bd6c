-- Batches, and who holds their places. A job of a paused batch has the status PAUSED in its row, so
-- that no index of the queue ever shows it; everywhere else it is Pending.

CREATE TABLE batches (
  id         UUID                     NOT NULL PRIMARY KEY,
  owner      VARCHAR(64)              NOT NULL,
  show_url   VARCHAR(8192),
  folder     VARCHAR(200),
  webhook    VARCHAR(8192),
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  -- empty while it is paused
  started_at TIMESTAMP WITH TIME ZONE
);

CREATE INDEX batches_of_owner ON batches (owner, created_at DESC, id DESC);

CREATE TABLE batch_jobs (
  job      UUID    NOT NULL PRIMARY KEY,
  batch    UUID    NOT NULL,
  place    INTEGER NOT NULL,
  -- its place is held by a job that tries it again
  replaced BOOLEAN NOT NULL
);

CREATE INDEX batch_jobs_in_order ON batch_jobs (batch, replaced, place);

-- Those of before, which were only a mark on their jobs.

INSERT INTO batches (id, owner, folder, created_at, started_at)
SELECT batch, MIN(owner), MIN(folder), MIN(created_at), MIN(created_at)
FROM jobs WHERE batch IS NOT NULL GROUP BY batch;

INSERT INTO batch_jobs (job, batch, place, replaced)
SELECT id, batch, CAST(ROW_NUMBER() OVER (PARTITION BY batch ORDER BY created_at, id) AS INTEGER) - 1, FALSE
FROM jobs WHERE batch IS NOT NULL;
