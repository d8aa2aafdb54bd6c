package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Quotas of tenants in {@code tenant_quotas}. A quota has a generation, as a webhook secret has,
 * and for the same reason.
 */
public final class TenantQuotaTable {
  /** A quota and its generation, 1 or more. */
  public record Row(TenantQuota quota, long generation) {}

  private static final String INSERT =
      """
      INSERT INTO tenant_quotas (
        tenant, generation, storage_bytes, file_bytes, duration_millis, shorter_side)
      VALUES (
        :tenant, :generation, :storage_bytes, :file_bytes, :duration_millis, :shorter_side)
      """;

  private static final String UPDATE =
      """
      UPDATE tenant_quotas SET
        generation = :generation, storage_bytes = :storage_bytes, file_bytes = :file_bytes,
        duration_millis = :duration_millis, shorter_side = :shorter_side
      WHERE tenant = :tenant AND generation < :generation
      """;

  private final SqlDatabase database;

  TenantQuotaTable(SqlDatabase database) {
    this.database = database;
  }

  TenantQuota of(TenantId tenant) {
    return database
        .query(handle -> find(handle, tenant))
        .map(Row::quota)
        .orElse(TenantQuota.UNLIMITED);
  }

  /** Sets the quota, and returns it with its generation. */
  public Row set(TenantId tenant, TenantQuota quota) {
    while (true) {
      Optional<Row> before = database.query(handle -> find(handle, tenant));
      Row next = new Row(quota, before.map(Row::generation).orElse(0L) + 1);
      boolean written =
          before.isEmpty()
              ? database.unlessTaken(handle -> write(handle, INSERT, tenant, next))
              : database.update(handle -> write(handle, UPDATE, tenant, next)) == 1;
      if (written) {
        return next;
      }
      // Another process has just set it: this change comes after that one.
    }
  }

  /**
   * Restores a quota unless the table has a later one.
   *
   * @return how many were restored
   */
  public static int restore(Handle handle, TenantId tenant, Row row) {
    return write(handle, find(handle, tenant).isEmpty() ? INSERT : UPDATE, tenant, row);
  }

  private static int write(Handle handle, String sql, TenantId tenant, Row row) {
    return bind(handle.createUpdate(sql), row).bind("tenant", tenant.id()).execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Row row) {
    TenantQuota quota = row.quota();
    return statement
        .bind("generation", row.generation())
        .bind("storage_bytes", quota.storageBytes().orElse(null))
        .bind("file_bytes", quota.fileBytes().orElse(null))
        .bind("duration_millis", quota.duration().map(Duration::toMillis).orElse(null))
        .bind("shorter_side", quota.shorterSide().orElse(null));
  }

  private static Optional<Row> find(Handle handle, TenantId tenant) {
    return handle
        .createQuery("SELECT * FROM tenant_quotas WHERE tenant = :tenant")
        .bind("tenant", tenant.id())
        .map(
            (row, context) ->
                new Row(
                    TenantQuota.UNLIMITED
                        .withStorage(boxed(Columns.optionalLong(row, "storage_bytes")))
                        .withFile(boxed(Columns.optionalLong(row, "file_bytes")))
                        .withDuration(
                            boxed(Columns.optionalLong(row, "duration_millis"))
                                .map(Duration::ofMillis))
                        .withShorterSide(
                            boxed(Columns.optionalLong(row, "shorter_side")).map(Long::intValue)),
                    row.getLong("generation")))
        .findOne();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
