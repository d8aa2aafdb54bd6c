-- A job reserves the names of its sidecars with that of its file: a row each.
${postgresql_only} ALTER TABLE name_reservations DROP CONSTRAINT name_reservations_pkey;
${h2_only} ALTER TABLE name_reservations DROP PRIMARY KEY;
ALTER TABLE name_reservations ADD COLUMN sidecar BOOLEAN DEFAULT FALSE NOT NULL;
CREATE INDEX name_reservations_of_job ON name_reservations (job);
