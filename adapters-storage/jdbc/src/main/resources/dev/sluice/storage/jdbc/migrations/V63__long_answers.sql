-- An answer that names thousands of jobs is longer than H2 holds in a column of characters: it
-- stands here whole, and the column beside it is empty.
ALTER TABLE idempotency_keys ADD COLUMN long_answer TEXT;
