-- A rotated secret is a later generation, so that a replay of the journal knows which one counts.

ALTER TABLE webhook_secrets ADD COLUMN generation BIGINT DEFAULT 1 NOT NULL;
