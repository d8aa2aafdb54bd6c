package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Database;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Jobs in the table {@code jobs}. The SQL is the same on both databases. A batch is locked before
 * its jobs, and rows of jobs in the order of their ids, so that two transactions never wait for
 * each other.
 */
public final class SqlJobStore implements JobStore {
  private final Database database;
  private final QueueWakeups arrivals;
  private final GroupedInserts shared = new GroupedInserts(this::write);

  public SqlJobStore(Database database, QueueWakeups arrivals) {
    this.database = database;
    this.arrivals = arrivals;
  }

  @Override
  public void insert(NewJobs submission) {
    if (!submission.jobs().isEmpty()) {
      inserted(submission);
      announceArrivalOf(submission.jobs());
    }
  }

  /**
   * As {@link #insert}, but nobody hears of it.
   *
   * @return what was remembered of what is to be told
   */
  public List<Notification> inserted(NewJobs submission) {
    List<Job> jobs = submission.jobs();
    List<Notification> told = new ArrayList<>();
    if (isPlain(submission)) {
      if (!shared.insert(jobs.get(0))) {
        throw taken(submission);
      }
    } else if (!database.unlessTaken(handle -> told.addAll(insert(handle, submission)))) {
      throw taken(submission);
    }
    return told;
  }

  /** A job and nothing else, which can go with others of its sort. */
  private static boolean isPlain(NewJobs submission) {
    return submission.jobs().size() == 1
        && submission.batch().isEmpty()
        && submission.told().isEmpty()
        && submission.answer().isEmpty();
  }

  private boolean write(List<Job> jobs) {
    return database.unlessTaken(handle -> insert(handle, NewJobs.of(jobs)));
  }

  private IllegalArgumentException taken(NewJobs submission) {
    return new IllegalArgumentException(
        submission.jobs().stream()
            .map(Job::id)
            .filter(id -> find(id).isPresent())
            .findFirst()
            .map(id -> "there is already a job " + id)
            .orElseGet(() -> "there is already a batch " + submission.batch().orElseThrow().id()));
  }

  public void announceArrivalOf(List<Job> come) {
    if (come.stream().anyMatch(job -> job.status() == JobStatus.PENDING && !job.isPaused())) {
      arrivals.announce();
    }
  }

  private static List<Notification> insert(Handle handle, NewJobs submission) {
    JobCounts counts = new JobCounts();
    JobTable.insertAll(handle, submission.jobs(), counts);
    submission.batch().ifPresent(batch -> BatchTable.insert(handle, batch, submission.jobs()));
    submission.answer().ifPresent(answer -> IdempotencyKeyTable.keep(handle, answer));
    List<Notification> told =
        BatchTable.tell(handle, submission.batch().map(Batch::id), submission.told());
    counts.write(handle);
    return told;
  }

  @Override
  public Optional<Job> find(JobId id) {
    return database.query(handle -> JobTable.find(handle, id));
  }

  @Override
  public Page<Job> list(JobQuery query) {
    return database.transaction(handle -> JobLists.page(handle, query));
  }

  @Override
  public Map<JobStatus, Long> counts(TenantId owner) {
    return database.query(handle -> JobCounts.read(handle, owner));
  }

  @Override
  public boolean move(Job next, List<Notification> notifications) {
    return moved(next, notifications).isPresent();
  }

  /** As {@link #move}; with what of the notifications was remembered, if the job was taken. */
  public Optional<List<Notification>> moved(Job next, List<Notification> notifications) {
    Optional<BatchId> batch = next.batch().filter(id -> next.status().isFinal());
    Optional<List<Notification>> told =
        database.transaction(
            handle -> {
              JobCounts counts = new JobCounts();
              batch.ifPresent(id -> BatchTable.lock(handle, id));
              if (!JobTable.overwrite(handle, next, next.version() - 1, counts)) {
                return Optional.empty();
              }
              List<Notification> remembered = BatchTable.tell(handle, batch, notifications);
              counts.write(handle);
              return Optional.of(remembered);
            });
    if (told.isPresent()) {
      announceArrivalOf(List.of(next));
    }
    return told;
  }

  /** Takes an insert back, of the jobs that nobody has moved since. */
  public void withdraw(NewJobs submission) {
    database.transaction(
        handle -> {
          submission.batch().ifPresent(batch -> BatchTable.lock(handle, batch.id()));
          PreparedBatch gone =
              handle.prepareBatch("DELETE FROM jobs WHERE id = :id AND version = :version");
          List<Job> inOrder = submission.jobs().stream().sorted(JobTable.BY_ID).toList();
          inOrder.forEach(
              job -> gone.bind("id", job.id().value()).bind("version", job.version()).add());
          int[] counts = gone.execute();
          JobCounts fewer = new JobCounts();
          for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
              fewer.withdrawn(inOrder.get(i));
            }
          }
          submission.batch().ifPresent(batch -> BatchTable.withdraw(handle, batch.id()));
          // A job that a worker has taken meanwhile stays, and so does what its caller is answered.
          if (Arrays.stream(counts).allMatch(count -> count == 1)) {
            submission.answer().ifPresent(answer -> IdempotencyKeyTable.forget(handle, answer));
          }
          fewer.write(handle);
          return counts;
        });
  }

  @Override
  public void check() {
    // No row has this id: nothing is written, but a database that takes no writes refuses.
    database.query(
        handle ->
            handle
                .createUpdate("UPDATE jobs SET version = version WHERE id = :nobody")
                .bind("nobody", new UUID(0, 0))
                .execute());
  }
}
