package dev.sluice.storage.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Progress;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.testkit.sample.JobSamples;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Heartbeats, the most frequent writes, change no index (they are HOT updates). */
class PostgresHeartbeatTest {
  private static final Instant NOW = JobSamples.START;
  private static final int BEATS = 50;

  @Test
  void heartbeats_write_no_index() throws Exception {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    JobSamples samples = new JobSamples(3);
    List<Job> claimed;
    try (JobDatabase database = JobDatabase.open(settings)) {
      database.jobs().insert(IntStream.range(0, 40).mapToObj(i -> samples.pending()).toList());
      claimed = database.queue().claim("w1", 8, NOW, Duration.ofSeconds(10));
    }
    long[] before = updates(settings);

    try (JobDatabase database = JobDatabase.open(settings)) {
      for (int i = 1; i <= BEATS; i++) {
        Progress progress =
            new Progress(
                Progress.Step.DOWNLOADING, i % 100, i * 1_000_000L, OptionalLong.empty(), 0);
        List<Beat> beats =
            claimed.stream().map(job -> new Beat(job.id(), job.attempt(), progress)).toList();
        database.queue().heartbeat(beats, NOW.plusSeconds(10 + i));
      }
    }

    long[] after = updates(settings);
    long all = after[0] - before[0];
    long withoutIndex = after[1] - before[1];
    assertThat(all).isEqualTo(8L * BEATS);
    assertThat(withoutIndex).isGreaterThan(all * 9 / 10);
  }

  /** Returns the updates of jobs so far, and those of them that wrote no index. */
  private static long[] updates(DatabaseSettings settings) throws SQLException {
    // A connection that was closed has reported what it did.
    try (Connection connection =
            DriverManager.getConnection(settings.url(), "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname ="
                    + " 'jobs'")) {
      row.next();
      return new long[] {row.getLong(1), row.getLong(2)};
    }
  }
}
