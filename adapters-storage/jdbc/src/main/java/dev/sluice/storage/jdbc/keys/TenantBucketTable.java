package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The changes of owners' storage settings, in {@code owner_storages}. Rows are never changed, so
 * whoever restores one that was lost changes nothing that came later.
 */
public final class TenantBucketTable {
  /**
   * A change.
   *
   * @param version 1 for an owner's first, one more with each: the greatest counts
   * @param space empty if there are no settings
   * @param sealed the settings; empty for none
   */
  public record Row(
      BucketId id,
      TenantId owner,
      long version,
      String space,
      Optional<String> sealed,
      Instant setAt) {}

  /** A row that another one makes out of date may be tried for as often as others get ahead. */
  private static final int MOST_TRIES = 100;

  private final Database database;

  TenantBucketTable(Database database) {
    this.database = database;
  }

  /** Adds the owner's next change. */
  Row add(BucketId id, TenantId owner, String space, Optional<String> sealed, Instant now) {
    for (int i = 0; i < MOST_TRIES; i++) {
      long version = latest(owner).map(Row::version).orElse(0L) + 1;
      Row row = new Row(id, owner, version, space, sealed, Columns.micros(now));
      if (database.unlessTaken(handle -> insert(handle, row))) {
        return row;
      }
    }
    throw new IllegalStateException("there are already storage settings " + id);
  }

  /**
   * Forgets the owner's settings that no job names and that were replaced at this moment or before:
   * a job may still be on its way that was given later ones.
   */
  void forgetUnused(TenantId owner, Instant replacedBy) {
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
                .bind("tenant", owner.id())
                .bind("replaced_by", Columns.moment(replacedBy))
                .execute());
  }

  Optional<Row> latest(TenantId owner) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM tenant_buckets WHERE tenant = :tenant
                    ORDER BY tenant, version DESC FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("tenant", owner.id())
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
   * Puts a change back that was lost.
   *
   * @return how many were put back
   */
  public static int restore(Handle handle, Row row) {
    // An earlier one too: a job may name it.
    boolean known =
        handle
            .createQuery(
                "SELECT 1 FROM tenant_buckets WHERE tenant = :tenant AND version = :version")
            .bind("tenant", row.owner().id())
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
        .bind("tenant", row.owner().id())
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
