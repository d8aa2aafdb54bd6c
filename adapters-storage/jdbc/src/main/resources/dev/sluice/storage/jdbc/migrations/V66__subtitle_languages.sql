-- In which languages a job wants subtitles, where it wants some: separated by commas; null for the
-- source's first.
ALTER TABLE jobs ADD COLUMN subtitle_languages VARCHAR;
