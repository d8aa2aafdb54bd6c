-- Which episode of which show a job is for: null for all others. They are written with the job and
-- never again; the episode's title, description and date stand in the columns of every job's source.
ALTER TABLE jobs ADD COLUMN show_url VARCHAR;
ALTER TABLE jobs ADD COLUMN show_feed VARCHAR;
ALTER TABLE jobs ADD COLUMN show_title VARCHAR;
ALTER TABLE jobs ADD COLUMN show_author VARCHAR;
ALTER TABLE jobs ADD COLUMN episode_identity VARCHAR;
ALTER TABLE jobs ADD COLUMN episode_number INTEGER;
ALTER TABLE jobs ADD COLUMN episode_image VARCHAR;
ALTER TABLE jobs ADD COLUMN transcript_url VARCHAR;
ALTER TABLE jobs ADD COLUMN transcript_type VARCHAR;
ALTER TABLE jobs ADD COLUMN transcript_language VARCHAR;
