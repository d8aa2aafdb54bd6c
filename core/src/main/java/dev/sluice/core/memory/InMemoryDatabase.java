package dev.sluice.core.memory;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.UsageStore;
import java.util.Optional;

/**
 * A database in memory. Its contents are lost at the end of the process, and no other process sees
 * them. Its size grows with the number of jobs that are kept. Thread-safe.
 */
public final class InMemoryDatabase implements Database {
  private final InMemoryJobs jobs = new InMemoryJobs();
  private final InMemoryRetentionStore retention = new InMemoryRetentionStore(jobs);
  private final InMemoryApiKeyStore keys = new InMemoryApiKeyStore();
  private final InMemoryTenantBucketStore tenantBuckets = new InMemoryTenantBucketStore();
  private final InMemorySecretBox secrets = new InMemorySecretBox();

  /** Makes an empty database. */
  public InMemoryDatabase() {}

  @Override
  public JobStore jobs() {
    return jobs;
  }

  @Override
  public JobQueue queue() {
    return jobs;
  }

  @Override
  public BatchStore batches() {
    return jobs.batches();
  }

  @Override
  public ObjectNameStore names() {
    return jobs;
  }

  @Override
  public IdempotencyStore idempotency() {
    return jobs;
  }

  @Override
  public UsageStore usage() {
    return jobs;
  }

  @Override
  public Outbox outbox() {
    return jobs;
  }

  @Override
  public RetentionStore retention() {
    return retention;
  }

  @Override
  public ApiKeyStore keys() {
    return keys;
  }

  @Override
  public TenantBucketStore tenantBuckets() {
    return tenantBuckets;
  }

  @Override
  public Optional<SecretBox> secrets() {
    return Optional.of(secrets);
  }
}
