package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that are inserted together are all there or none, whatever is killed or cut in between, and
 * so are their batch, their slots and their counts.
 */
class BulkInsertsTest {
  /** The first kill leaves a new database, the second one that was recovered. */
  private static final int KILLS = Integer.getInteger("sluice.kills", 2);

  @TempDir Path folder;

  @Test
  void a_killed_process_leaves_whole_bulks_in_the_embedded_database() {
    List<String> said = new ArrayList<>();
    for (int round = 0; round < KILLS; round++) {
      said.addAll(killedInTheMiddle(String.valueOf(round), folder.toString()));
      requireWholeBulks(said, () -> JobDatabase.embedded(folder));
    }
  }

  @Test
  void a_killed_process_leaves_whole_bulks_in_postgres() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    List<String> said = new ArrayList<>();
    for (int round = 0; round < KILLS; round++) {
      said.addAll(
          killedInTheMiddle(
              String.valueOf(round),
              settings.url(),
              settings.user(),
              settings.password().reveal()));
      requireWholeBulks(said, () -> JobDatabase.open(settings));
    }
  }

  private static List<String> killedInTheMiddle(String... arguments) {
    List<String> said = new ArrayList<>();
    try (ChildProcess child = ChildProcess.run(BulkSubmitter.class, arguments)) {
      for (int i = 0; i < 60; i++) {
        said.add(child.lineOfLiving());
      }
      said.addAll(child.killed());
    }
    return said;
  }

  @Test
  void connections_that_are_cut_leave_whole_bulks() throws Exception {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    List<String> said = new CopyOnWriteArrayList<>();
    AtomicInteger failed = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (JobDatabase database = JobDatabase.open(settings)) {
      List<Future<?>> submitting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        JobSamples samples = new JobSamples(i);
        submitting.add(threads.submit(() -> submitUntilFailed(database, samples, said, failed)));
      }
      Awaitility.await().until(() -> said.size() > 60);
      TestPostgres.cut(settings);
      for (Future<?> each : submitting) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
      TestPostgres.mend(settings);
    }

    assertThat(failed).as("threads that were cut off").hasValue(4);
    requireWholeBulks(said, () -> JobDatabase.open(settings));
  }

  private static void submitUntilFailed(
      JobDatabase database, JobSamples samples, List<String> said, AtomicInteger failed) {
    while (true) {
      try {
        BulkSubmitter.submit(database, samples, said::add);
      } catch (SluiceException e) {
        failed.incrementAndGet();
        return;
      }
    }
  }

  private static void requireWholeBulks(List<String> said, Supplier<JobDatabase> opening) {
    try (JobDatabase database = opening.get()) {
      assertThat(said)
          .filteredOn(line -> line.startsWith("begun "))
          .extracting(line -> found(database, line))
          .as("jobs of each bulk that was begun")
          .containsAnyOf(BulkSubmitter.BULK)
          .isSubsetOf(0, BulkSubmitter.BULK);
      requireAcceptedWhole(said, database);
      requireCounted(said, database);
    }
  }

  private static void requireAcceptedWhole(List<String> said, JobDatabase database) {
    assertThat(said)
        .filteredOn(line -> line.startsWith("accepted "))
        .extracting(line -> found(database, line))
        .as("jobs of each bulk that was accepted")
        .isNotEmpty()
        .containsOnly(BulkSubmitter.BULK);
  }

  private static void requireCounted(List<String> said, JobDatabase database) {
    long there =
        said.stream()
            .filter(line -> line.startsWith("begun "))
            .mapToLong(line -> found(database, line))
            .sum();
    assertThat(database.jobs().counts(TenantId.LOCAL).get(JobStatus.PENDING))
        .as("jobs that are counted")
        .isEqualTo(there);
  }

  /** Returns how many of the batch's jobs are there, in their slots. */
  private static int found(JobDatabase database, String line) {
    List<JobId> jobs = jobs(database, line).map(Job::id).toList();
    BatchId batch = BatchId.parse(line.split(" ")[1]).orElseThrow();
    assertThat(database.batches().find(batch).isPresent())
        .as("the batch of %d jobs", jobs.size())
        .isEqualTo(!jobs.isEmpty());
    assertThat(database.batches().slots(batch).stream().map(Batch.Slot::job))
        .as("places of the batch")
        .containsExactlyElementsOf(jobs);
    return jobs.size();
  }

  private static Stream<Job> jobs(JobDatabase database, String line) {
    return Stream.of(line.split(" "))
        .skip(2)
        .map(id -> JobId.parse(id).orElseThrow())
        .flatMap(id -> database.jobs().find(id).stream());
  }
}
