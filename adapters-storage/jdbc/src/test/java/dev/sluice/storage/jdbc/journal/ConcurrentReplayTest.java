package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.h2.H2Tables;
import dev.sluice.storage.jdbc.jobs.BatchTable;
import dev.sluice.storage.jdbc.jobs.JobTable;
import dev.sluice.storage.jdbc.jobs.SqlOutbox;
import dev.sluice.storage.jdbc.jobs.UsageTable;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay waits for transactions of living processes, and meanwhile locks nothing that those lock
 * later: otherwise the database would end one of the two.
 */
class ConcurrentReplayTest {
  @TempDir Path folder;
  private final JobSamples samples = new JobSamples(8);
  private final BatchId batch = new BatchId(samples.id().value());
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private List<Job> running;
  private H2Tables tables;

  @BeforeEach
  void two_jobs_run() {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      Batch started =
          new Batch(
              batch,
              TenantId.LOCAL,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              JobSamples.START,
              Optional.of(JobSamples.START));
      List<Job> jobs =
          Stream.generate(samples::pending)
              .limit(2)
              .map(job -> job.toBuilder().batch(Optional.of(batch)).build())
              .toList();
      database.jobs().insert(NewJobs.of(started, jobs, List.of()));
      running =
          database.queue().claim("w", 2, JobSamples.START, Duration.ofSeconds(10)).stream()
              .sorted(Comparator.comparing(Job::id))
              .toList();
    }
    tables = H2Tables.of(folder);
  }

  @AfterEach
  void end() {
    thread.shutdownNow();
    tables.close();
  }

  private static JournalEntry ended(Job job) {
    Artifact made =
        new Artifact(
            ObjectPath.of(job.id() + ".mp4"),
            new ContentType("video/mp4"),
            1_000,
            "h264:copy",
            Optional.empty(),
            List.of(),
            Optional.empty());
    return new JournalEntry.Ended(
        job.completed(made, SourceSummary.UNKNOWN, Timings.NONE, JobSamples.START), List.of());
  }

  private Future<Integer> replaying(JournalEntry... entries) {
    return thread.submit(() -> JournalReplay.into(tables.database, List.of(entries)));
  }

  private void awaitSomebodyBlocked() {
    Awaitility.await()
        .until(
            () ->
                tables.database.query(
                    handle ->
                        handle
                                .createQuery(
                                    """
                                    SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS
                                    WHERE BLOCKER_ID IS NOT NULL
                                    """)
                                .mapTo(Integer.class)
                                .one()
                            > 0));
  }

  private static void touch(Handle handle, Job job) {
    handle
        .createUpdate("UPDATE jobs SET version = version WHERE id = :id")
        .bind("id", job.id().value())
        .execute();
  }

  private void requireBothEnded(Future<Integer> replay) throws Exception {
    assertThat(replay.get(30, TimeUnit.SECONDS)).isPositive();
    for (Job job : running) {
      assertThat(tables.database.query(handle -> JobTable.find(handle, job.id())).map(Job::status))
          .contains(JobStatus.COMPLETED);
    }
    assertThat(new UsageTable(tables.database).usage(TenantId.LOCAL).completed()).isEqualTo(2);
  }

  @Test
  void it_takes_jobs_in_the_order_of_their_ids() throws Exception {
    Future<Integer> replay =
        tables.database.transaction(
            handle -> {
              touch(handle, running.get(0));
              Future<Integer> begun = replaying(ended(running.get(1)), ended(running.get(0)));
              awaitSomebodyBlocked();
              touch(handle, running.get(1));
              return begun;
            });

    requireBothEnded(replay);
  }

  @Test
  void it_counts_what_owners_use_after_all_jobs() throws Exception {
    tables.run("INSERT INTO tenant_usage VALUES ('local', 0, 0, 0, 0)");
    tables.run("DELETE FROM jobs WHERE id = '" + running.get(0).id() + "'");
    Future<Integer> replay =
        tables.database.transaction(
            handle -> {
              touch(handle, running.get(1));
              Future<Integer> begun = replaying(ended(running.get(0)), ended(running.get(1)));
              awaitSomebodyBlocked();
              handle.execute("UPDATE tenant_usage SET millis = millis WHERE tenant = 'local'");
              return begun;
            });

    requireBothEnded(replay);
  }

  @Test
  void what_another_process_has_moved_meanwhile_is_told_by_that_one() throws Exception {
    Job job = running.get(0);
    Notification answer =
        Notification.of(
            samples.id().value(),
            job.id(),
            Notification.Kind.JOB_COMPLETED,
            WebhookTarget.parse("https://hook.example/in"),
            JobSamples.START);
    Future<Integer> replay =
        tables.database.transaction(
            handle -> {
              touch(handle, job);
              Future<Integer> begun =
                  replaying(
                      new JournalEntry.Ended(
                          ((JournalEntry.Ended) ended(job)).job(), List.of(answer)));
              awaitSomebodyBlocked();
              handle.execute("UPDATE jobs SET version = version + 7 WHERE id = '" + job.id() + "'");
              return begun;
            });

    assertThat(replay.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(new SqlOutbox(tables.database).about(job.id())).isEmpty();
    assertThat(new UsageTable(tables.database).usage(TenantId.LOCAL).completed()).isZero();
  }

  @Test
  void it_takes_batches_before_their_jobs() throws Exception {
    Future<Integer> replay =
        tables.database.transaction(
            handle -> {
              BatchTable.lock(handle, batch);
              Future<Integer> begun =
                  replaying(
                      ended(running.get(0)),
                      ended(running.get(1)),
                      new JournalEntry.BatchChanged(
                          BatchTable.find(handle, batch).orElseThrow(), List.of(), List.of()));
              awaitSomebodyBlocked();
              running.forEach(job -> touch(handle, job));
              return begun;
            });

    requireBothEnded(replay);
  }
}
