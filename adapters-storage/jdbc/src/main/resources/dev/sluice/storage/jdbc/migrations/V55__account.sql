-- What belongs to an owner beside its jobs: requests known by a key, what it may, and what it has used.

CREATE TABLE idempotency_keys (
  owner           VARCHAR(64)              NOT NULL,
  idempotency_key VARCHAR(255)             NOT NULL,
  fingerprint     VARCHAR(64)              NOT NULL,
  -- which request holds the key, or held it when it was answered
  hold            UUID                     NOT NULL,
  -- the end of the lease while there is no answer, afterwards that of the answer
  kept_until      TIMESTAMP WITH TIME ZONE NOT NULL,
  answer          VARCHAR,
  PRIMARY KEY (owner, idempotency_key)
);

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (kept_until, owner, idempotency_key);

CREATE TABLE allowances (
  owner           VARCHAR(64) NOT NULL PRIMARY KEY,
  -- an allowance that was set later is a later generation: see webhook_secrets
  generation      BIGINT      NOT NULL,
  storage_bytes   BIGINT,
  file_bytes      BIGINT,
  duration_millis BIGINT,
  shorter_side    INTEGER
);

-- Kept in the transaction of a job's last move; a deleted file lowers nothing.
CREATE TABLE owner_usage (
  owner          VARCHAR(64) NOT NULL PRIMARY KEY,
  completed      BIGINT      NOT NULL,
  stored_bytes   BIGINT      NOT NULL,
  reserved_bytes BIGINT      NOT NULL,
  -- of all completed jobs together, from the last claim to the end
  millis         BIGINT      NOT NULL
);

CREATE TABLE owner_days (
  owner        VARCHAR(64) NOT NULL,
  -- in UTC
  finished_on  DATE        NOT NULL,
  completed    BIGINT      NOT NULL,
  failed       BIGINT      NOT NULL,
  stored_bytes BIGINT      NOT NULL,
  PRIMARY KEY (owner, finished_on)
);

-- Room in an owner's storage that a running job has reserved.
CREATE TABLE storage_holds (
  job   UUID        NOT NULL PRIMARY KEY,
  owner VARCHAR(64) NOT NULL,
  bytes BIGINT      NOT NULL
);

-- Whose file lies under a path: asked before one is deleted.
CREATE INDEX jobs_by_artifact ON jobs (artifact_path, finished_at DESC);

INSERT INTO owner_usage (owner, completed, stored_bytes, reserved_bytes, millis)
SELECT owner, SUM(completed), COALESCE(SUM(artifact_size), 0), 0,
  CAST(1000 * COALESCE(SUM(CASE WHEN completed = 1 THEN seconds ELSE 0 END), 0) AS BIGINT)
FROM (
  SELECT owner, artifact_size,
    EXTRACT(EPOCH FROM finished_at) - EXTRACT(EPOCH FROM started_at) AS seconds,
    CASE WHEN status = 'COMPLETED' THEN 1 ELSE 0 END AS completed
  FROM jobs WHERE finished_at IS NOT NULL
) ended
GROUP BY owner;

-- By the number of days since 1970: H2 would cast to a date of the session's own zone.
INSERT INTO owner_days (owner, finished_on, completed, failed, stored_bytes)
SELECT owner, DATE '1970-01-01' + days, SUM(completed), SUM(failed), COALESCE(SUM(artifact_size), 0)
FROM (
  SELECT owner, artifact_size,
    CAST(FLOOR(EXTRACT(EPOCH FROM finished_at) / 86400) AS INTEGER) AS days,
    CASE WHEN status = 'COMPLETED' THEN 1 ELSE 0 END AS completed,
    CASE WHEN status = 'FAILED' THEN 1 ELSE 0 END AS failed
  FROM jobs WHERE finished_at IS NOT NULL
) ended
GROUP BY owner, days;
