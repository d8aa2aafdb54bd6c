package dev.sluice.testkit.fake;

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

/** A database some of whose stores are replaced by others, for a test of their failures. */
public final class PatchedDatabase implements Database {
  private final Database database;
  private JobStore jobs;
  private JobQueue queue;
  private Outbox outbox;
  private ApiKeyStore keys;
  private TenantBucketStore tenantBuckets;
  private Optional<SecretBox> secrets;

  private PatchedDatabase(Database database) {
    this.database = database;
    this.jobs = database.jobs();
    this.queue = database.queue();
    this.outbox = database.outbox();
    this.keys = database.keys();
    this.tenantBuckets = database.tenantBuckets();
    this.secrets = database.secrets();
  }

  public static PatchedDatabase of(Database database) {
    return new PatchedDatabase(database);
  }

  public PatchedDatabase jobs(JobStore other) {
    jobs = other;
    return this;
  }

  public PatchedDatabase queue(JobQueue other) {
    queue = other;
    return this;
  }

  public PatchedDatabase outbox(Outbox other) {
    outbox = other;
    return this;
  }

  public PatchedDatabase keys(ApiKeyStore other) {
    keys = other;
    return this;
  }

  public PatchedDatabase tenantBuckets(TenantBucketStore other) {
    tenantBuckets = other;
    return this;
  }

  public PatchedDatabase secrets(SecretBox other) {
    secrets = Optional.of(other);
    return this;
  }

  public PatchedDatabase withoutSecrets() {
    secrets = Optional.empty();
    return this;
  }

  @Override
  public JobStore jobs() {
    return jobs;
  }

  @Override
  public JobQueue queue() {
    return queue;
  }

  @Override
  public BatchStore batches() {
    return database.batches();
  }

  @Override
  public ObjectNameStore names() {
    return database.names();
  }

  @Override
  public IdempotencyStore idempotency() {
    return database.idempotency();
  }

  @Override
  public UsageStore usage() {
    return database.usage();
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public RetentionStore retention() {
    return database.retention();
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
    return secrets;
  }
}
