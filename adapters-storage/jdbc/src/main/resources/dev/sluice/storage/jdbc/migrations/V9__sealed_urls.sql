-- A URL that may contain a secret is stored sealed, and what may be shown of it behind that.
ALTER TABLE batches ALTER COLUMN show_url SET DATA TYPE VARCHAR;
ALTER TABLE batches ALTER COLUMN webhook SET DATA TYPE VARCHAR;
ALTER TABLE notifications ALTER COLUMN target SET DATA TYPE VARCHAR;

-- A text sealed when all URLs and responses were sealed with one key. One row.
CREATE TABLE sealing (
  id    INTEGER NOT NULL PRIMARY KEY,
  probe VARCHAR NOT NULL
);

-- Idempotency keys are stored as hashes, in hex.
${h2_only} UPDATE idempotency_keys SET idempotency_key = LOWER(RAWTOHEX(HASH('SHA-256', STRINGTOUTF8(idempotency_key))));
${postgresql_only} UPDATE idempotency_keys SET idempotency_key = ENCODE(SHA256(CONVERT_TO(idempotency_key, 'UTF8')), 'hex');
