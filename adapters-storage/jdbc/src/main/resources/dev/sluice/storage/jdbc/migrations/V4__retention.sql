-- What is deleted some time after its end, the oldest first: jobs without a batch, batches, and
-- notifications. A job that has not ended has no end, and comes before or after all that have.
CREATE INDEX jobs_by_end ON jobs (batch, finished_at, id);
CREATE INDEX batches_by_creation ON batches (created_at, id);
DROP INDEX notifications_by_creation;
CREATE INDEX notifications_by_creation ON notifications (created_at, id);

-- What the clock showed when it was last looked at. One row.
CREATE TABLE retention_clock (
  id            INTEGER                  NOT NULL PRIMARY KEY,
  seen_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  waiting_since TIMESTAMP WITH TIME ZONE
);
