package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.micros;
import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Claims jobs from the job table. Candidates are read without a lock and then taken by
 * compare-and-set: the update must find the version and the lease as they were read. {@code SKIP
 * LOCKED} would lock every candidate on H2.
 */
public final class JobClaims implements JobQueue {
  /** How many more candidates are read than asked for: other processes take some of them first. */
  private static final int SPARE = 3;

  // The running jobs are few, so their leases need no index: it would be written at each heartbeat.
  private static final String ABANDONED =
      """
      SELECT * FROM jobs
      WHERE status = 'PROCESSING' AND (lease_until <= :now OR lease_until > :furthest)
        AND format <= :format
      ORDER BY status, lease_until
      FETCH FIRST :most ROWS ONLY
      """;

  // A heartbeat does not change the version, so the lease is compared as well.
  private static final String TAKE =
      JobTable.REPLACE
          + " AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :furthest)";

  private static final String BEAT =
      """
      UPDATE jobs SET
        lease_until = :lease_until, step = :step, progress = :progress
      WHERE id = :id AND attempt = :attempt AND status = 'PROCESSING'
      """;

  private final SqlDatabase database;
  private final QueueWakeups wakeups;
  private final FairQueue turns = new FairQueue();
  // Threads of one process would only compete for the same rows.
  private final ReentrantLock oneAtATime = new ReentrantLock();

  public JobClaims(SqlDatabase database, QueueWakeups wakeups) {
    this.database = database;
    this.wakeups = wakeups;
  }

  @Override
  public List<Job> claim(
      String worker, int most, int mostPerTenant, Instant instant, Duration lease) {
    Instant now = micros(instant);
    Lease right = new Lease(Columns.text(worker), micros(now.plus(lease)));
    Instant furthest = right.until().plus(FURTHEST_DUE);
    oneAtATime.lock();
    try {
      List<Job> abandoned =
          database.query(handle -> abandoned(handle, most + SPARE, now, furthest));
      List<Job> claimed = new ArrayList<>(take(abandoned, most, right, now));
      int left = most - claimed.size();
      if (left > 0) {
        List<Job> waiting =
            database.query(handle -> turns.next(handle, left + SPARE, mostPerTenant, now));
        List<Job> served = take(waiting, left, right, now);
        turns.served(served);
        claimed.addAll(served);
      }
      return claimed;
    } finally {
      oneAtATime.unlock();
    }
  }

  private List<Job> take(List<Job> candidates, int most, Lease right, Instant now) {
    List<Job> taken = new ArrayList<>();
    for (int from = 0; from < candidates.size() && taken.size() < most; ) {
      int to = Math.min(candidates.size(), from + most - taken.size());
      List<Job> next =
          candidates.subList(from, to).stream().map(job -> job.claimed(right, now)).toList();
      Instant furthest = right.until().plus(FURTHEST_DUE);
      taken.addAll(database.transaction(handle -> takeAll(handle, next, now, furthest)));
      from = to;
    }
    return taken;
  }

  private static List<Job> abandoned(Handle handle, int most, Instant now, Instant furthest) {
    return handle
        .createQuery(ABANDONED)
        .bind("now", moment(now))
        .bind("furthest", moment(furthest))
        .bind("format", JobDocument.FORMAT)
        .bind("most", most)
        .map((row, context) -> JobRow.read(row, context))
        .list();
  }

  private static List<Job> takeAll(Handle handle, List<Job> next, Instant now, Instant furthest) {
    List<Job> inOrder = next.stream().sorted(Comparator.comparing(Job::id)).toList();
    PreparedBatch batch = handle.prepareBatch(TAKE);
    OffsetDateTime moment = moment(now);
    OffsetDateTime last = moment(furthest);
    for (Job job : inOrder) {
      JobRow.bind(batch, job)
          .bind("before", job.version() - 1)
          .bind("now", moment)
          .bind("furthest", last)
          .add();
    }
    int[] counts = batch.execute();
    Set<JobId> won = new HashSet<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        won.add(inOrder.get(i).id());
      }
    }
    return next.stream().filter(job -> won.contains(job.id())).toList();
  }

  @Override
  public long count(TenantId tenant, JobStatus status) {
    return database.query(handle -> FairQueue.count(handle, tenant, status));
  }

  @Override
  public long count(JobStatus status) {
    return database.query(handle -> FairQueue.count(handle, status));
  }

  @Override
  public Set<JobId> heartbeat(List<Beat> beats, Instant leaseUntil) {
    if (beats.isEmpty()) {
      return Set.of();
    }
    List<Beat> inOrder = beats.stream().sorted(Comparator.comparing(Beat::job)).toList();
    int[] counts =
        database.transaction(
            handle -> {
              PreparedBatch batch = handle.prepareBatch(BEAT);
              for (Beat beat : inOrder) {
                JobRow.bindProgress(batch, beat.progress())
                    .bind("lease_until", moment(leaseUntil))
                    .bind("id", beat.job().value())
                    .bind("attempt", beat.attempt())
                    .add();
              }
              return batch.execute();
            });
    Set<JobId> held = new HashSet<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        held.add(inOrder.get(i).job());
      }
    }
    return held;
  }

  @Override
  public boolean requestStop(JobId job, int attempt) {
    return StopRequests.wish(database, job, attempt);
  }

  @Override
  public Set<JobId> stopRequests(Set<JobId> jobs) {
    return StopRequests.among(database, jobs);
  }

  @Override
  public Optional<Instant> nextDue() {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT due_at FROM jobs WHERE status = 'PENDING' AND format <= :format
                    ORDER BY status, due_at FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("format", JobDocument.FORMAT)
                .map((row, context) -> Columns.moment(row, "due_at"))
                .findOne());
  }

  @Override
  public void onWakeup(Runnable listener) {
    wakeups.add(listener);
  }
}
