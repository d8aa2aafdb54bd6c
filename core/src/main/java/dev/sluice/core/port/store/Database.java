package dev.sluice.core.port.store;

import java.util.Optional;

/**
 * The stores of one database. They belong together: a change that concerns several of them, such as
 * a job that ends with a notification, is one transaction. Thread-safe, as each store is.
 */
public interface Database {
  /** Jobs, and the moves that they make. */
  JobStore jobs();

  /** The same jobs as a queue for workers. */
  JobQueue queue();

  BatchStore batches();

  /** The names of objects that jobs have reserved. */
  ObjectNameStore names();

  IdempotencyStore idempotency();

  UsageStore usage();

  /** Notifications that are to be delivered. */
  Outbox outbox();

  ApiKeyStore keys();

  TenantBucketStore tenantBuckets();

  /** Seals the buckets that come with jobs; without one, no job may bring a bucket. */
  default Optional<SecretBox> secrets() {
    return Optional.empty();
  }
}
