-- Whether a job asked for subtitles, and what it stored of them: a line for each, its size in bytes
-- and its path.
ALTER TABLE jobs ADD COLUMN subtitles BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE jobs ADD COLUMN artifact_subtitles VARCHAR;
