-- Objects may lie in buckets that owners bring, or that came with a job.

-- One row for each change of an owner's settings: that of the greatest version counts, and one
-- without settings means the house's own storage. Earlier ones stay as long as a job names them.
CREATE TABLE owner_storages (
  id      UUID                     NOT NULL PRIMARY KEY,
  owner   VARCHAR(64)              NOT NULL,
  version BIGINT                   NOT NULL,
  -- the same for all settings that lead to one bucket
  space   VARCHAR(64)              NOT NULL,
  sealed  VARCHAR,
  set_at  TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT owner_storages_version UNIQUE (owner, version)
);

-- Which settings a job was taken with; its own id, if they came with the job. What is sealed is
-- wiped when the job is over.
ALTER TABLE jobs ADD COLUMN storage UUID;
ALTER TABLE jobs ADD COLUMN storage_space VARCHAR(64);
ALTER TABLE jobs ADD COLUMN storage_settings VARCHAR;
ALTER TABLE jobs ADD COLUMN storage_link VARCHAR;

-- A name is taken in one place and free in another.
ALTER TABLE reservations ADD COLUMN space VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE reservations DROP CONSTRAINT reservations_path;
ALTER TABLE reservations ADD CONSTRAINT reservations_name UNIQUE (space, path);
