package dev.sluice.storage.jdbc.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Takes back batches of which a killed process left a part: H2's commit is no longer one step once
 * what would finish it is lost. Nobody was told of such a batch: those that somebody was told of
 * are whole in the journal, and are put back from there. The counts of jobs, which were part of the
 * same commits, are counted anew.
 */
final class PartialBatchCleanup {
  /** The youngest of the tables that it needs, as {@code SCRIPT} writes them. */
  static final List<String> TABLES =
      List.of("\"PUBLIC\".\"BATCH_SLOTS\"", "\"PUBLIC\".\"JOB_COUNTS\"");

  private static final String FIND =
      """
      CREATE LOCAL TEMPORARY TABLE torn AS
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

  // What has been worked on is no batch that was just coming to be.
  private static final String EXCEPT_OLD =
      """
      DELETE FROM torn WHERE EXISTS (
        SELECT 1 FROM jobs j
        WHERE j.batch = torn.id
        AND (j.attempt > 0 OR j.status NOT IN ('PENDING', 'SKIPPED')))
      """;

  private static final List<String> TAKE_BACK =
      List.of(
          "DELETE FROM notifications WHERE subject IN (SELECT id FROM torn)",
          """
          DELETE FROM notifications
          WHERE subject IN (SELECT id FROM jobs WHERE batch IN (SELECT id FROM torn))
          """,
          "DELETE FROM jobs WHERE batch IN (SELECT id FROM torn)",
          "DELETE FROM batch_slots WHERE batch IN (SELECT id FROM torn)",
          "DELETE FROM batches WHERE id IN (SELECT id FROM torn)",
          "DELETE FROM job_counts",
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
   * While nobody else uses the database.
   *
   * @return how many were taken back
   */
  static int takeBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(FIND);
      statement.execute(EXCEPT_OLD);
      int found = count(statement);
      for (String each : TAKE_BACK) {
        statement.execute(each);
      }
      statement.execute("DROP TABLE torn");
      return found;
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM torn")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
