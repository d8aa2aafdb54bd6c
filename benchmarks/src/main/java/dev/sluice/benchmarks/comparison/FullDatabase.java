package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.PostgresServer;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.JobDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the operations of a job store take on a PostgreSQL with millions of finished jobs, beside
 * one with two thousand: in one process and on one server, in turns.
 */
public final class FullDatabase {
  /** So many jobs are in both, so that both return whole pages. */
  private static final int COMMON = 2_000;

  private static final int WARM_UP = 200;
  private static final int STARTS = 15;
  private static final double GOAL = 1.1;
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** The tenants of the jobs, of which one is measured. */
  private static final int TENANTS = 20;

  private FullDatabase() {}

  public static void run(BenchOptions bench) throws Exception {
    int jobs = bench.jobs().orElse(5_000_000);
    int rounds = bench.rounds().orElse(1_000);
    Path folder = TemporaryFolders.fresh(bench.work(), "full");
    try (PostgresServer server = PostgresServer.start(folder)) {
      Side few = Side.create(server, "few", COMMON);
      Stopwatch watch = new Stopwatch();
      Side many = Side.create(server, "many", jobs);
      bench.say("%,d finished jobs made in %.0f s", jobs, watch.seconds());
      for (int round = -WARM_UP; round < rounds; round++) {
        // The one that comes second may find a warmer machine.
        List<Side> order = round % 2 == 0 ? List.of(few, many) : List.of(many, few);
        for (Side side : order) {
          side.step(round >= 0);
        }
      }
      for (int start = -3; start < STARTS; start++) {
        for (Side side : List.of(few, many)) {
          side.start(start >= 0);
        }
      }
      report(bench, few, many);
      many.reportHot(bench);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void report(BenchOptions bench, Side few, Side many) {
    few.times.forEach(
        (name, base) -> {
          Samples full = many.times.get(name);
          bench.say(
              "%-10s median %7.3f ms with many, %7.3f ms with few: %.2f (goal: %.2f); p95 %.3f,"
                  + " %.3f ms",
              name,
              full.median(),
              base.median(),
              full.median() / base.median(),
              GOAL,
              full.quantile(0.95),
              base.quantile(0.95));
        });
  }

  private interface Work<T> {
    T run();
  }

  /** One of the two databases. */
  private static final class Side {
    private final DatabaseSettings settings;
    private final Map<String, Samples> times = new LinkedHashMap<>();
    private JobDatabase database;
    private boolean counts;

    private Side(DatabaseSettings settings) {
      this.settings = settings;
      this.database = JobDatabase.open(settings);
    }

    static Side create(PostgresServer server, String name, int jobs) throws SQLException {
      DatabaseSettings settings =
          DatabaseSettings.of(server.create(name), PostgresServer.USER, Secret.of("unused"));
      Side side = new Side(settings);
      side.finishOne();
      FinishedJobs.make(settings.url(), PostgresServer.USER, jobs, TENANTS);
      return side;
    }

    /** Takes a job from its submit to its webhook. */
    void step(boolean isCounted) {
      counts = isCounted;
      finishOne();
      JobQuery all = JobQuery.of(TenantId.LOCAL).withLimit(50);
      timed("list", () -> database.jobs().list(all));
      timed("by status", () -> database.jobs().list(all.withStatus(JobStatus.COMPLETED)));
      Instant now = Instant.now();
      timed("outbox", () -> database.outbox().due(100, now, Set.of(), Set.of()));
      timed("retention", () -> database.retention().expiredFiles(now, Position.START, 20));
    }

    private void finishOne() {
      Instant now = Instant.now();
      JobRequest request = JobRequest.of("https://media.example/talk.mkv").withFilename("talk");
      Job job = Job.submitted(new JobId(UUID.randomUUID()), TenantId.LOCAL, request, now);
      timed(
          "accept",
          () -> {
            database.jobs().insert(List.of(job));
            return job;
          });
      Job running =
          timed("claim", () -> database.queue().claim("bench", 1, Instant.now(), LEASE)).get(0);
      Beat beat = new Beat(running.id(), running.attempt(), running.progress());
      for (int i = 0; i < 5; i++) {
        timed(
            "heartbeat",
            () -> database.queue().heartbeat(List.of(beat), Instant.now().plus(LEASE)));
      }
      ObjectPath path = ObjectPath.of("videos/" + running.id() + ".mp4");
      timed("name", () -> database.names().reserve(path, running.id()));
      Artifact artifact = new Artifact(path, new ContentType("video/mp4"), 1_000_000, "copy");
      Instant end = Instant.now();
      Job completed = running.completed(artifact, SourceSummary.UNKNOWN, Timings.NONE, end);
      Notification webhook =
          Notification.of(
              UUID.randomUUID(),
              running.id(),
              Kind.JOB_COMPLETED,
              WebhookTarget.parse("https://me.example/hook"),
              end);
      timed("end", () -> database.jobs().move(completed, List.of(webhook)));
      database.names().release(running.id());
      timed("webhook", () -> database.outbox().claim(webhook, end, LEASE));
      database.outbox().update(webhook.delivered(5));
    }

    /** Opens the database, claims, and looks for what is to be deleted, as a server does first. */
    void start(boolean isCounted) {
      counts = isCounted;
      database.close();
      timed(
          "start",
          () -> {
            database = JobDatabase.open(settings);
            Instant now = Instant.now();
            database.keys().all();
            database.queue().claim("bench", 2, now, LEASE);
            database.queue().nextDue();
            database.outbox().due(100, now, Set.of(), Set.of());
            database.retention().oldest();
            database.retention().expiredFiles(now, Position.START, 20);
            return database.jobs().counts(TenantId.LOCAL);
          });
    }

    private <T> T timed(String name, Work<T> work) {
      Stopwatch watch = new Stopwatch();
      T result = work.run();
      double millis = watch.seconds() * 1_000;
      if (counts) {
        times.computeIfAbsent(name, fresh -> new Samples()).add(millis);
      }
      return result;
    }

    /** Measures how many heartbeats write no index. */
    void reportHot(BenchOptions bench) throws SQLException {
      counts = false;
      Instant now = Instant.now();
      List<Beat> beats = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        JobRequest request = JobRequest.of("https://media.example/talk.mkv");
        database
            .jobs()
            .insert(
                List.of(Job.submitted(new JobId(UUID.randomUUID()), TenantId.LOCAL, request, now)));
      }
      database
          .queue()
          .claim("bench", 50, now, LEASE)
          .forEach(job -> beats.add(new Beat(job.id(), job.attempt(), job.progress())));
      database.close();
      Updates before = updates();
      database = JobDatabase.open(settings);
      for (int i = 0; i < 200; i++) {
        database.queue().heartbeat(beats, Instant.now().plus(LEASE));
      }
      // The statistics of a connection are complete when it is closed.
      database.close();
      Updates after = updates();
      long all = after.all() - before.all();
      bench.say(
          "%,d heartbeats of %d running jobs: %.1f %% HOT, which write no index",
          all, beats.size(), 100.0 * (after.hot() - before.hot()) / all);
    }

    private record Updates(long all, long hot) {}

    private Updates updates() throws SQLException {
      try (Connection connection =
              DriverManager.getConnection(settings.url(), PostgresServer.USER, "");
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
                      + " WHERE relname = 'jobs'")) {
        row.next();
        return new Updates(row.getLong(1), row.getLong(2));
      }
    }
  }
}
