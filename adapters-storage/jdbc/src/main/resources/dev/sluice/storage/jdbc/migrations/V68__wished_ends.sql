-- The attempt that is wished to come to its end with what it has recorded; null for none.
ALTER TABLE jobs ADD COLUMN end_wished INTEGER;
