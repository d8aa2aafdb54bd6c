-- Progress is sent from memory now.
DELETE FROM notifications WHERE kind LIKE 'PROGRESS%';

ALTER TABLE notifications ADD COLUMN tenant VARCHAR(64);
ALTER TABLE notifications ADD COLUMN host VARCHAR(255);
-- When it is due, or when its lease ends; null once it was delivered or given up. So the index below
-- begins with what is due, and ends without all that is over.
ALTER TABLE notifications ADD COLUMN claimable_at TIMESTAMP WITH TIME ZONE;

UPDATE notifications SET
  tenant = COALESCE(
    (SELECT jobs.tenant FROM jobs WHERE jobs.id = notifications.subject),
    (SELECT batches.tenant FROM batches WHERE batches.id = notifications.subject),
    'local'),
  host = SUBSTRING(
    REGEXP_REPLACE(
      REGEXP_REPLACE(LOWER(target), '^[a-z]+://([^/?#]*@)?', ''), '(:[0-9]*)?([/?#].*)?$', '')
    FROM 1 FOR 255),
  claimable_at = CASE WHEN state = 'PENDING' THEN due_at END;

ALTER TABLE notifications ALTER COLUMN tenant SET NOT NULL;
ALTER TABLE notifications ALTER COLUMN host SET NOT NULL;

DROP INDEX notifications_in_turn;
ALTER TABLE notifications DROP COLUMN leased_until;
CREATE INDEX notifications_claimable ON notifications (claimable_at, sequence);

-- Heartbeats change lease_until. No index has it, so that PostgreSQL writes no index for a heartbeat,
-- if the page has room (a HOT update). The running jobs are few, and jobs_by_due finds them.
DROP INDEX jobs_by_lease;
${postgresql_only} ALTER TABLE jobs SET (fillfactor = 70);

-- Whether a job still uses settings of a tenant's bucket.
CREATE INDEX jobs_by_bucket ON jobs (bucket);
