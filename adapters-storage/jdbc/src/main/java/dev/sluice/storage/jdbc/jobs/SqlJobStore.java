package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
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
  private final SqlDatabase database;
  private final QueueWakeups wakeups;
  private final GroupedInserts grouped = new GroupedInserts(this::write);

  public SqlJobStore(SqlDatabase database, QueueWakeups wakeups) {
    this.database = database;
    this.wakeups = wakeups;
  }

  @Override
  public void insert(NewJobs newJobs) {
    if (!newJobs.jobs().isEmpty()) {
      inserted(newJobs);
      wakeWorkersFor(newJobs.jobs());
    }
  }

  /**
   * Does the same as {@link #insert} without waking workers.
   *
   * @return the notifications that were inserted
   */
  public List<Notification> inserted(NewJobs newJobs) {
    List<Job> jobs = newJobs.jobs();
    List<Notification> inserted = new ArrayList<>();
    if (isPlain(newJobs)) {
      if (!grouped.insert(jobs.get(0))) {
        throw taken(newJobs);
      }
    } else if (!database.unlessTaken(handle -> inserted.addAll(insert(handle, newJobs)))) {
      throw taken(newJobs);
    }
    return inserted;
  }

  /** Returns whether this is a single job and nothing else, which can join a group. */
  private static boolean isPlain(NewJobs newJobs) {
    return newJobs.jobs().size() == 1
        && newJobs.batch().isEmpty()
        && newJobs.notifications().isEmpty()
        && newJobs.response().isEmpty();
  }

  private boolean write(List<Job> jobs) {
    return database.unlessTaken(handle -> insert(handle, NewJobs.of(jobs)));
  }

  private IllegalArgumentException taken(NewJobs newJobs) {
    return new IllegalArgumentException(
        newJobs.jobs().stream()
            .map(Job::id)
            .filter(id -> find(id).isPresent())
            .findFirst()
            .map(id -> "there is already a job " + id)
            .orElseGet(() -> "there is already a batch " + newJobs.batch().orElseThrow().id()));
  }

  public void wakeWorkersFor(List<Job> jobs) {
    if (jobs.stream().anyMatch(job -> job.status() == JobStatus.PENDING && !job.isPaused())) {
      wakeups.wakeEverywhere();
    }
  }

  private static List<Notification> insert(Handle handle, NewJobs newJobs) {
    JobCounts counts = new JobCounts();
    JobTable.insertAll(handle, newJobs.jobs(), counts);
    newJobs.batch().ifPresent(batch -> BatchTable.insert(handle, batch, newJobs.jobs()));
    newJobs.response().ifPresent(answer -> IdempotencyKeyTable.store(handle, answer));
    List<Notification> inserted =
        BatchTable.insertNotifications(
            handle, newJobs.batch().map(Batch::id), newJobs.notifications());
    counts.write(handle);
    return inserted;
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
  public Map<JobStatus, Long> counts(TenantId tenant) {
    return database.query(handle -> JobCounts.read(handle, tenant));
  }

  @Override
  public boolean move(Job next, List<Notification> notifications) {
    return moved(next, notifications).isPresent();
  }

  /**
   * Does the same as {@link #move}. Returns the notifications that were inserted; empty if the move
   * was rejected.
   */
  public Optional<List<Notification>> moved(Job next, List<Notification> notifications) {
    Optional<BatchId> batch = next.batch().filter(id -> next.status().isFinal());
    Optional<List<Notification>> inserted =
        database.transaction(
            handle -> {
              JobCounts counts = new JobCounts();
              batch.ifPresent(id -> BatchTable.lock(handle, id));
              if (!JobTable.overwrite(handle, next, next.version() - 1, counts)) {
                return Optional.empty();
              }
              List<Notification> stored =
                  BatchTable.insertNotifications(handle, batch, notifications);
              counts.write(handle);
              return Optional.of(stored);
            });
    if (inserted.isPresent()) {
      wakeWorkersFor(List.of(next));
    }
    return inserted;
  }

  /** Undoes an insert, for the jobs that have not been moved since. */
  public void withdraw(NewJobs newJobs) {
    database.transaction(
        handle -> {
          newJobs.batch().ifPresent(batch -> BatchTable.lock(handle, batch.id()));
          PreparedBatch gone =
              handle.prepareBatch("DELETE FROM jobs WHERE id = :id AND version = :version");
          List<Job> inOrder = newJobs.jobs().stream().sorted(JobTable.BY_ID).toList();
          inOrder.forEach(
              job -> gone.bind("id", job.id().value()).bind("version", job.version()).add());
          int[] counts = gone.execute();
          JobCounts fewer = new JobCounts();
          for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
              fewer.withdrawn(inOrder.get(i));
            }
          }
          newJobs.batch().ifPresent(batch -> BatchTable.withdraw(handle, batch.id()));
          // A job that a worker has claimed meanwhile stays, and then the stored response stays,
          // too.
          if (Arrays.stream(counts).allMatch(count -> count == 1)) {
            newJobs.response().ifPresent(answer -> IdempotencyKeyTable.forget(handle, answer));
          }
          fewer.write(handle);
          return counts;
        });
  }

  @Override
  public void check() {
    // No row has this id, so nothing is written, but a read-only database rejects the statement.
    database.query(
        handle ->
            handle
                .createUpdate("UPDATE jobs SET version = version WHERE id = :nobody")
                .bind("nobody", new UUID(0, 0))
                .execute());
  }
}
