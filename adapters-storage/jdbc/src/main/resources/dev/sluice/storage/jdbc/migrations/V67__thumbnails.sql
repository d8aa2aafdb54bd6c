-- Whether a job asked for a thumbnail, and what it stored of it: its size in bytes and its path.
ALTER TABLE jobs ADD COLUMN thumbnail BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE jobs ADD COLUMN artifact_thumbnail VARCHAR;
