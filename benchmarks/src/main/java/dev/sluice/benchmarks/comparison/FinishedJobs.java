package dev.sluice.benchmarks.comparison;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fills a PostgreSQL with copies of the one finished job that is in it, and of its webhook: each
 * with an id, a path and times of its own, over 89 days. The indexes are created afterwards, which
 * is quicker.
 */
final class FinishedJobs {
  private static final String AGE = " - n.x * INTERVAL '89 days' / %d";

  private FinishedJobs() {}

  static void make(String url, String user, int number, int tenants) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      List<String> indexes = dropIndexes(statement);
      String age = String.format(Locale.ROOT, AGE, number);
      Map<String, String> ofJob = new LinkedHashMap<>();
      // The webhook below needs the same id.
      String id = "md5('job ' || n.x)::uuid";
      ofJob.put("id", id);
      String tenant =
          String.format(
              Locale.ROOT,
              "CASE WHEN n.x %% %d = 0 THEN j.tenant ELSE 'tenant-' || n.x %% %d END",
              tenants,
              tenants);
      ofJob.put("tenant", tenant);
      ofJob.put("artifact_path", "'videos/' || n.x || '.mp4'");
      for (String time : List.of("created_at", "due_at", "finished_at", "file_stored_at")) {
        ofJob.put(time, "j." + time + age);
      }
      copy(statement, "jobs", ofJob, number);
      Map<String, String> ofWebhook = new LinkedHashMap<>();
      ofWebhook.put("id", "md5('webhook ' || n.x)::uuid");
      ofWebhook.put("sequence", "n.x");
      ofWebhook.put("subject", id);
      ofWebhook.put("tenant", tenant);
      ofWebhook.put("created_at", "j.created_at" + age);
      ofWebhook.put("due_at", "j.due_at" + age);
      copy(statement, "notifications", ofWebhook, number);
      for (String index : indexes) {
        statement.execute(index);
      }
      statement.execute("DELETE FROM job_counts");
      statement.execute(
          """
          INSERT INTO job_counts (tenant, counted, shard, jobs)
          SELECT tenant, 'TAKEN', 0, COUNT(*) FROM jobs GROUP BY tenant
          UNION ALL SELECT tenant, status, 0, COUNT(*) FROM jobs GROUP BY tenant, status
          """);
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
  }

  /** Copies the newest row of the table, with these expressions for some of the columns. */
  private static void copy(
      Statement statement, String table, Map<String, String> changed, int number)
      throws SQLException {
    List<String> columns =
        texts(
            statement,
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                + " AND table_name = '"
                + table
                + "' ORDER BY ordinal_position");
    String values =
        columns.stream()
            .map(column -> changed.getOrDefault(column, "j." + column))
            .collect(Collectors.joining(", "));
    statement.execute(
        """
        INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %s) AS n(x), (
          SELECT * FROM %s ORDER BY created_at DESC FETCH FIRST 1 ROWS ONLY) j
        """
            .formatted(table, String.join(", ", columns), values, Integer.toString(number), table));
  }

  /** Returns what creates the indexes again; those of constraints stay. */
  private static List<String> dropIndexes(Statement statement) throws SQLException {
    String ofTables =
        " FROM pg_indexes WHERE tablename IN ('jobs', 'notifications') AND indexname NOT IN ("
            + "SELECT conname FROM pg_constraint) ORDER BY indexname";
    List<String> definitions = texts(statement, "SELECT indexdef" + ofTables);
    for (String name : texts(statement, "SELECT indexname" + ofTables)) {
      statement.execute("DROP INDEX " + name);
    }
    return definitions;
  }

  private static List<String> texts(Statement statement, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
