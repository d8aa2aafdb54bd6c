package dev.sluice.storage.jdbc.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Deletes batches of which a killed process left only a part. H2's commit is no longer atomic once
 * the data that would finish it is lost. No caller was answered for such a batch: those that were
 * answered are complete in the journal and are restored from there. The job counts, which were part
 * of the same commits, are counted again.
 */
final class PartialBatchCleanup {
  /** The newest of the tables that it needs, as {@code SCRIPT} writes them. */
  static final List<String> TABLES =
      List.of("\"PUBLIC\".\"BATCH_SLOTS\"", "\"PUBLIC\".\"JOB_COUNTS\"");

  private static final String FIND =
      """
      CREATE LOCAL TEMPORARY TABLE partial_batches AS
      SELECT j.batch AS id FROM jobs j
      WHERE j.batch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM batch_slots p WHERE p.job = j.id)
      UNION
      SELECT j.batch FROM jobs j
      WHERE j.batch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM batches b WHERE b.id = j.batch)
      UNION
      SELECT p.batch FROM batch_slots p
      WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = p.job)
      UNION
      SELECT b.id FROM batches b
      WHERE NOT EXISTS (SELECT 1 FROM batch_slots p WHERE p.batch = b.id)
      """;

  // A batch whose jobs have been worked on was inserted long before the kill.
  private static final String EXCEPT_OLD =
      """
      DELETE FROM partial_batches WHERE EXISTS (
        SELECT 1 FROM jobs j
        WHERE j.batch = partial_batches.id
        AND (j.attempt > 0 OR j.status NOT IN ('PENDING', 'SKIPPED')))
      """;

  private static final List<String> TAKE_BACK =
      List.of(
          "DELETE FROM notifications WHERE subject IN (SELECT id FROM partial_batches)",
          """
          DELETE FROM notifications
          WHERE subject IN (SELECT id FROM jobs WHERE batch IN (SELECT id FROM partial_batches))
          """,
          "DELETE FROM jobs WHERE batch IN (SELECT id FROM partial_batches)",
          "DELETE FROM batch_slots WHERE batch IN (SELECT id FROM partial_batches)",
          "DELETE FROM batches WHERE id IN (SELECT id FROM partial_batches)",
          "DELETE FROM job_counts WHERE counted <> 'DELETED'",
          """
          INSERT INTO job_counts (tenant, counted, shard, jobs)
          SELECT tenant, 'TAKEN', 0, COUNT(*) FROM jobs GROUP BY tenant
          """,
          """
          INSERT INTO job_counts (tenant, counted, shard, jobs)
          SELECT tenant, status, 0, COUNT(*) FROM jobs
          WHERE status IN ('COMPLETED', 'FAILED', 'WARNING', 'SKIPPED') GROUP BY tenant, status
          """);

  private PartialBatchCleanup() {}

  /**
   * Deletes the partial batches. Nobody else may use the database meanwhile.
   *
   * @return how many were deleted
   */
  static int takeBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(FIND);
      statement.execute(EXCEPT_OLD);
      int found = count(statement);
      for (String each : TAKE_BACK) {
        statement.execute(each);
      }
      statement.execute("DROP TABLE partial_batches");
      return found;
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM partial_batches")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
