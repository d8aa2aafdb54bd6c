package dev.sluice.storage.jdbc;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The program that is killed during bulk inserts: its threads insert many jobs at once. Before each
 * insert they print {@code begun}, the batch's id and the jobs' ids; after it {@code accepted} and
 * the same ids.
 */
final class BulkSubmitter {
  static final int BULK = 60;
  private static final int THREADS = 4;

  private BulkSubmitter() {}

  /**
   * @param arguments a seed, and a database: a folder, or a PostgreSQL's JDBC URL, user and
   *     password
   */
  public static void main(String[] arguments) throws InterruptedException {
    JobDatabase database =
        arguments.length == 2
            ? JobDatabase.embedded(Path.of(arguments[1]))
            : JobDatabase.open(
                DatabaseSettings.of(arguments[1], arguments[2], Secret.of(arguments[3])));
    long seed = Long.parseLong(arguments[0]);
    for (int i = 0; i < THREADS; i++) {
      JobSamples samples = new JobSamples(seed * THREADS + i);
      new Thread(
              () -> {
                while (true) {
                  submit(database, samples, BulkSubmitter::say);
                }
              })
          .start();
    }
    Thread.currentThread().join();
  }

  /** Inserts one bulk, and prints a line before and after. */
  static void submit(JobDatabase database, JobSamples samples, Consumer<String> say) {
    BatchId id = new BatchId(samples.id().value());
    List<Job> jobs =
        IntStream.range(0, BULK)
            .mapToObj(i -> samples.pending().toBuilder().batch(Optional.of(id)).build())
            .toList();
    Batch batch =
        new Batch(
            id,
            TenantId.LOCAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            JobSamples.START,
            Optional.of(JobSamples.START));
    String ids =
        id + " " + jobs.stream().map(job -> job.id().toString()).collect(Collectors.joining(" "));
    say.accept("begun " + ids);
    database.jobs().insert(NewJobs.of(batch, jobs, List.of()));
    say.accept("accepted " + ids);
  }

  // One write for each line: a kill leaves no partial line behind a complete one.
  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
