package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.peer.JobDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Fills the table of jobs with copies of those that are in it, a millisecond apart. */
final class JobCopies {
  private static final int AT_A_TIME = 50_000;

  /** Adds the counts that the server would have kept. */
  private static final List<String> COUNTS =
      List.of(
          "DELETE FROM job_counts",
          """
          INSERT INTO job_counts (tenant, counted, shard, jobs)
          SELECT tenant, 'TAKEN', 0, COUNT(*) FROM jobs GROUP BY tenant
          """,
          """
          INSERT INTO job_counts (tenant, counted, shard, jobs)
          SELECT tenant, status, 0, COUNT(*) FROM jobs
          WHERE finished_at IS NOT NULL GROUP BY tenant, status
          """);

  private JobCopies() {}

  /** The first of the jobs, by status, becomes one of twenty; the others are like the last one. */
  static void make(JobDatabase base, int number) throws SQLException {
    String numbers =
        base.isEmbedded() ? "SYSTEM_RANGE(%d, %d) AS n(x)" : "generate_series(%d, %d) AS n(x)";
    String fresh = base.isEmbedded() ? "RANDOM_UUID()" : "gen_random_uuid()";
    try (Connection connection = DriverManager.getConnection(base.url(), base.user(), "");
        Statement statement = connection.createStatement()) {
      String columns = String.join(", ", columns(statement));
      String copied =
          String.join(
              ", ",
              columns(statement).stream()
                  .map(
                      column ->
                          switch (column) {
                            case "id" -> fresh;
                            case "created_at" ->
                                "j.created_at - (1 + n.x) * INTERVAL '0.001' SECOND";
                            default -> "j." + column;
                          })
                  .toList());
      for (int from = 0; from < number; from += AT_A_TIME) {
        int to = Math.min(number, from + AT_A_TIME) - 1;
        statement.executeUpdate(
            """
            INSERT INTO jobs (%s) SELECT %s FROM %s, (
              SELECT k.* FROM jobs k ORDER BY k.created_at DESC FETCH FIRST 2 ROWS ONLY) j
            WHERE (j.status = 'PENDING' AND MOD(n.x, 20) = 0)
              OR (j.status <> 'PENDING' AND MOD(n.x, 20) <> 0)
            """
                .formatted(columns, copied, String.format(Locale.ROOT, numbers, from, to)));
      }
      for (String count : COUNTS) {
        statement.execute(count);
      }
      statement.execute("ANALYZE");
      if (base.isEmbedded()) {
        statement.execute("SHUTDOWN");
      }
    }
  }

  private static List<String> columns(Statement statement) throws SQLException {
    try (ResultSet none = statement.executeQuery("SELECT * FROM jobs WHERE 1 = 0")) {
      ResultSetMetaData shape = none.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= shape.getColumnCount(); i++) {
        names.add(shape.getColumnName(i).toLowerCase(Locale.ROOT));
      }
      return names;
    }
  }
}
