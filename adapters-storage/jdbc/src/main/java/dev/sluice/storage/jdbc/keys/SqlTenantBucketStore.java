package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.job.JobDestination;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Settings of tenants' buckets in the table {@code tenant_buckets}, sealed. */
public final class SqlTenantBucketStore implements TenantBucketStore {
  private final TenantBucketTable table;
  private final SecretBox secrets;
  private final Consumer<TenantBucketTable.Row> journal;

  /**
   * @param journal records each change before the caller returns
   */
  public SqlTenantBucketStore(
      SqlDatabase database, SecretBox secrets, Consumer<TenantBucketTable.Row> journal) {
    this.table = new TenantBucketTable(database);
    this.secrets = secrets;
    this.journal = journal;
  }

  @Override
  public void set(TenantBucket storage) {
    String sealed = secrets.seal(storage.settings().toSecret(), context(storage.id()));
    change(
        storage.id(),
        storage.tenant(),
        storage.settings().space(),
        Optional.of(sealed),
        storage.setAt());
  }

  @Override
  public boolean reset(TenantId tenant, BucketId id, Instant now) {
    if (ofNewJobs(tenant).isEmpty()) {
      return false;
    }
    change(id, tenant, "", Optional.empty(), now);
    return true;
  }

  private void change(
      BucketId id, TenantId tenant, String space, Optional<String> sealed, Instant now) {
    journal.accept(table.add(id, tenant, space, sealed, now));
    table.forgetUnused(tenant, now.minus(KEPT));
  }

  @Override
  public Optional<TenantBucket> current(TenantId tenant) {
    return table.latest(tenant).flatMap(this::opened);
  }

  @Override
  public Optional<JobDestination> ofNewJobs(TenantId tenant) {
    return table
        .latest(tenant)
        .filter(row -> row.sealed().isPresent())
        .map(row -> JobDestination.of(row.id(), row.space()));
  }

  @Override
  public Optional<TenantBucket> find(BucketId id) {
    return table.find(id).flatMap(this::opened);
  }

  private Optional<TenantBucket> opened(TenantBucketTable.Row row) {
    return row.sealed()
        .map(
            text ->
                new TenantBucket(
                    row.id(),
                    row.tenant(),
                    BucketConfig.of(secrets.open(text, context(row.id()))),
                    row.setAt()));
  }

  static String context(BucketId id) {
    return "storage:" + id;
  }
}
