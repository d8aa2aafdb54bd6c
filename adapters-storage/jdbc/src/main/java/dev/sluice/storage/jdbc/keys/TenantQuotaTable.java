package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.Database;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What owners may, in {@code allowances}. An allowance has a generation as a webhook's secret has,
 * and for the same reason.
 */
public final class TenantQuotaTable {
  /** An allowance and its generation, 1 or more. */
  public record Row(TenantQuota allowance, long generation) {}

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

  private final Database database;

  TenantQuotaTable(Database database) {
    this.database = database;
  }

  TenantQuota of(TenantId owner) {
    return database
        .query(handle -> find(handle, owner))
        .map(Row::allowance)
        .orElse(TenantQuota.UNLIMITED);
  }

  /** Sets the allowance, and returns it with its generation. */
  public Row set(TenantId owner, TenantQuota allowance) {
    while (true) {
      Optional<Row> before = database.query(handle -> find(handle, owner));
      Row next = new Row(allowance, before.map(Row::generation).orElse(0L) + 1);
      boolean written =
          before.isEmpty()
              ? database.unlessTaken(handle -> write(handle, INSERT, owner, next))
              : database.update(handle -> write(handle, UPDATE, owner, next)) == 1;
      if (written) {
        return next;
      }
      // Somebody else set it at the same moment: ours comes after theirs.
    }
  }

  /**
   * Puts an allowance back unless the table has a later one.
   *
   * @return how many were put back
   */
  public static int restore(Handle handle, TenantId owner, Row row) {
    return write(handle, find(handle, owner).isEmpty() ? INSERT : UPDATE, owner, row);
  }

  private static int write(Handle handle, String sql, TenantId owner, Row row) {
    return bind(handle.createUpdate(sql), row).bind("tenant", owner.id()).execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Row row) {
    TenantQuota allowance = row.allowance();
    return statement
        .bind("generation", row.generation())
        .bind("storage_bytes", allowance.storageBytes().orElse(null))
        .bind("file_bytes", allowance.fileBytes().orElse(null))
        .bind("duration_millis", allowance.duration().map(Duration::toMillis).orElse(null))
        .bind("shorter_side", allowance.shorterSide().orElse(null));
  }

  private static Optional<Row> find(Handle handle, TenantId owner) {
    return handle
        .createQuery("SELECT * FROM tenant_quotas WHERE tenant = :tenant")
        .bind("tenant", owner.id())
        .map(
            (row, context) ->
                new Row(
                    new TenantQuota(
                        boxed(Columns.optionalLong(row, "storage_bytes")),
                        boxed(Columns.optionalLong(row, "file_bytes")),
                        boxed(Columns.optionalLong(row, "duration_millis")).map(Duration::ofMillis),
                        boxed(Columns.optionalLong(row, "shorter_side")).map(Long::intValue)),
                    row.getLong("generation")))
        .findOne();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
