package dev.sluice.core.port.store;

import java.util.Optional;

/**
 * The stores of one database. A change of several of them, such as the end of a job together with
 * its notification, is one transaction. Thread-safe, as is each store.
 */
public interface Database {
  /** Returns the jobs and their moves. */
  JobStore jobs();

  /** Returns the queue of the same jobs for workers. */
  JobQueue queue();

  /** Returns the batches of the jobs. */
  BatchStore batches();

  /** Returns the object names that jobs have reserved. */
  ObjectNameStore names();

  /** Returns the idempotency keys and stored responses. */
  IdempotencyStore idempotency();

  /** Returns the usage counts of tenants. */
  UsageStore usage();

  /** Returns the notifications to deliver. */
  Outbox outbox();

  /** Returns the deletion of what is over. */
  RetentionStore retention();

  /** Returns the API keys, quotas and webhook secrets. */
  ApiKeyStore keys();

  /** Returns the buckets that tenants bring. */
  TenantBucketStore tenantBuckets();

  /** Returns the box that seals the buckets of single jobs; if empty, no job may bring a bucket. */
  default Optional<SecretBox> secrets() {
    return Optional.empty();
  }
}
