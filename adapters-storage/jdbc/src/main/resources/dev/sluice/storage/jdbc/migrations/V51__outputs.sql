-- What else may be asked of a result: a preset, a largest picture, a clip (in milliseconds), progress.

ALTER TABLE jobs ADD COLUMN quality_preset VARCHAR(16);
ALTER TABLE jobs ADD COLUMN max_resolution INTEGER;
ALTER TABLE jobs ADD COLUMN clip_from BIGINT;
ALTER TABLE jobs ADD COLUMN clip_to BIGINT;
ALTER TABLE jobs ADD COLUMN progress_webhook BOOLEAN DEFAULT FALSE NOT NULL;

-- The shorter side of the result's picture, in pixels.
ALTER TABLE jobs ADD COLUMN artifact_side INTEGER;
