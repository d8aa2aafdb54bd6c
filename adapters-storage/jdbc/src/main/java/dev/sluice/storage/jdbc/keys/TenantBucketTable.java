package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The changes of tenants' bucket settings, in {@code tenant_buckets}. Rows are never changed, so
 * that restoring a lost one cannot undo a later change.
 */
public final class TenantBucketTable {
  /**
   * A change.
   *
   * @param version 1 for a tenant's first change, one more with each: the greatest counts
   * @param space the bucket's address; empty if there are no settings
   * @param sealed the settings; empty for none
   */
  public record Row(
      BucketId id,
      TenantId tenant,
      long version,
      String space,
      Optional<String> sealed,
      Instant setAt) {}

  /** How often a change is tried when other processes change the same tenant's settings. */
  private static final int MOST_TRIES = 100;

  private final SqlDatabase database;

  TenantBucketTable(SqlDatabase database) {
    this.database = database;
  }

  /** Adds the tenant's next change. */
  Row add(BucketId id, TenantId tenant, String space, Optional<String> sealed, Instant now) {
    for (int i = 0; i < MOST_TRIES; i++) {
      long version = latest(tenant).map(Row::version).orElse(0L) + 1;
      Row row = new Row(id, tenant, version, space, sealed, Columns.micros(now));
      if (database.unlessTaken(handle -> insert(handle, row))) {
        return row;
      }
    }
    throw new IllegalStateException("there are bucket settings already with the id " + id);
  }

  /**
   * Deletes settings that no job refers to and that were replaced at this moment or before. Later
   * ones stay, since a job that was given them may not be inserted yet.
   */
  void forgetUnused(TenantId tenant, Instant replacedBy) {
    database.update(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM tenant_buckets WHERE tenant = :tenant
                    AND EXISTS (
                      SELECT 1 FROM tenant_buckets newer
                      WHERE newer.tenant = :tenant AND newer.version > tenant_buckets.version
                        AND newer.set_at <= :replaced_by)
                    AND NOT EXISTS (
                      SELECT 1 FROM jobs
                      WHERE jobs.tenant = :tenant AND jobs.bucket = tenant_buckets.id)
                    """)
                .bind("tenant", tenant.id())
                .bind("replaced_by", Columns.moment(replacedBy))
                .execute());
  }

  Optional<Row> latest(TenantId tenant) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM tenant_buckets WHERE tenant = :tenant
                    ORDER BY tenant, version DESC FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("tenant", tenant.id())
                .map((row, context) -> read(row))
                .findOne());
  }

  Optional<Row> find(BucketId id) {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT * FROM tenant_buckets WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne());
  }

  static List<Row> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM tenant_buckets WHERE sealed IS NOT NULL ORDER BY id")
        .map((row, context) -> read(row))
        .list();
  }

  /**
   * Restores a lost change.
   *
   * @return how many were restored
   */
  public static int restore(Handle handle, Row row) {
    // Also one that was replaced since: a job may refer to it.
    boolean known =
        handle
            .createQuery(
                "SELECT 1 FROM tenant_buckets WHERE tenant = :tenant AND version = :version")
            .bind("tenant", row.tenant().id())
            .bind("version", row.version())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (known) {
      return 0;
    }
    insert(handle, row);
    return 1;
  }

  private static void insert(Handle handle, Row row) {
    handle
        .createUpdate(
            """
            INSERT INTO tenant_buckets (id, tenant, version, bucket_address, sealed, set_at)
            VALUES (:id, :tenant, :version, :bucket_address, :sealed, :set_at)
            """)
        .bind("id", row.id().value())
        .bind("tenant", row.tenant().id())
        .bind("version", row.version())
        .bind("bucket_address", row.space())
        .bind("sealed", row.sealed().orElse(null))
        .bind("set_at", Columns.moment(row.setAt()))
        .execute();
  }

  private static Row read(ResultSet row) throws SQLException {
    return new Row(
        new BucketId(Columns.id(row, "id")),
        new TenantId(row.getString("tenant")),
        row.getLong("version"),
        row.getString("bucket_address"),
        Columns.optionalText(row, "sealed"),
        Columns.moment(row, "set_at"));
  }
}
