package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.micros;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Batches of the jobs of a {@link SqlJobStore}. On H2 the journal has each change as well. */
public final class SqlBatchStore implements BatchStore {
  private static final String PAGE =
      """
      SELECT * FROM batches WHERE tenant = :tenant
      ORDER BY tenant, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY
      """;

  private static final String TALLIES =
      """
      SELECT held.batch, jobs.status, COUNT(*) AS places
      FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.replaced = FALSE AND held.batch IN (
        SELECT id FROM batches WHERE tenant = :tenant
        ORDER BY tenant, created_at DESC, id DESC
        OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY)
      GROUP BY held.batch, jobs.status
      """;

  // Counts by the open jobs, which are few compared with those that have ended.
  private static final String COUNTS =
      """
      SELECT
        (SELECT COUNT(*) FROM batches) AS batches,
        (SELECT COUNT(DISTINCT batch) FROM jobs WHERE status = 'PAUSED') AS paused,
        (SELECT COUNT(*) FROM (
          SELECT batch FROM jobs WHERE status = 'PENDING' AND batch IS NOT NULL
          UNION
          SELECT batch FROM jobs WHERE status = 'PROCESSING' AND batch IS NOT NULL) running
        ) AS processing
      """;

  private final SqlDatabase database;
  private final SqlJobStore jobs;

  public SqlBatchStore(SqlDatabase database, SqlJobStore jobs) {
    this.database = database;
    this.jobs = jobs;
  }

  /** Jobs that were changed, and the notifications that were inserted. */
  public record Changed(List<Job> jobs, List<Notification> notifications) {}

  @Override
  public Optional<Batch> find(BatchId id) {
    return database.query(handle -> BatchTable.find(handle, id));
  }

  @Override
  public List<Batch.Slot> slots(BatchId id) {
    return database.query(handle -> BatchTable.slots(handle, id));
  }

  @Override
  public List<Job> jobs(BatchId id) {
    return database.query(handle -> BatchTable.jobs(handle, id));
  }

  @Override
  public Page<Batch.Summary> list(TenantId tenant, int limit, int offset) {
    return database.transaction(
        handle -> {
          Map<BatchId, Batch.Tally> tallies = tallies(handle, tenant, limit, offset);
          List<Batch.Summary> items =
              handle
                  .createQuery(PAGE)
                  .bind("tenant", tenant.id())
                  .bind("limit", limit)
                  .bind("offset", offset)
                  .map((row, context) -> BatchTable.read(row, context))
                  .map(
                      batch ->
                          new Batch.Summary(
                              batch, tallies.getOrDefault(batch.id(), Batch.Tally.NONE)))
                  .list();
          long total =
              handle
                  .createQuery("SELECT COUNT(*) FROM batches WHERE tenant = :tenant")
                  .bind("tenant", tenant.id())
                  .mapTo(Long.class)
                  .one();
          return new Page<>(items, total, total);
        });
  }

  private static Map<BatchId, Batch.Tally> tallies(
      Handle handle, TenantId tenant, int limit, int offset) {
    return handle
        .createQuery(TALLIES)
        .bind("tenant", tenant.id())
        .bind("limit", limit)
        .bind("offset", offset)
        .reduceRows(
            new HashMap<>(),
            (all, row) -> {
              BatchId batch = new BatchId(row.getColumn("batch", UUID.class));
              all.put(
                  batch,
                  all.getOrDefault(batch, Batch.Tally.NONE)
                      .plus(
                          JobRow.status(row.getColumn("status", String.class)),
                          row.getColumn("places", Integer.class)));
              return all;
            });
  }

  @Override
  public Batch.Counts counts() {
    return database.query(
        handle ->
            handle
                .createQuery(COUNTS)
                .map(
                    (row, context) -> {
                      long paused = row.getLong("paused");
                      long processing = row.getLong("processing");
                      return new Batch.Counts(
                          paused, processing, row.getLong("batches") - paused - processing);
                    })
                .one());
  }

  @Override
  public Optional<List<Job>> start(BatchId id, Instant now) {
    Optional<List<Job>> started = started(id, now);
    started.ifPresent(this::wakeWorkersFor);
    return started;
  }

  /** Does the same as {@link #start} without waking workers. */
  public Optional<List<Job>> started(BatchId id, Instant now) {
    return database.transaction(
        handle -> {
          BatchTable.lock(handle, id);
          if (!BatchTable.start(handle, id, now)) {
            return Optional.empty();
          }
          List<Job> nexts =
              BatchTable.jobs(handle, id).stream()
                  .filter(Job::isPaused)
                  .map(job -> job.started(micros(now)))
                  .toList();
          JobCounts counts = new JobCounts();
          List<Job> taken = taken(handle, nexts, counts);
          counts.write(handle);
          return Optional.of(taken);
        });
  }

  @Override
  public List<Job> move(BatchId id, List<Job> nexts, List<Notification> notifications) {
    List<Job> taken = moved(id, nexts, notifications).jobs();
    wakeWorkersFor(taken);
    return taken;
  }

  /** Does the same as {@link #move} without waking workers. */
  public Changed moved(BatchId id, List<Job> nexts, List<Notification> notifications) {
    return database.transaction(
        handle -> {
          BatchTable.lock(handle, id);
          JobCounts counts = new JobCounts();
          List<Job> taken = taken(handle, nexts, counts);
          Set<JobId> ids = taken.stream().map(Job::id).collect(Collectors.toSet());
          List<Notification> due =
              notifications.stream()
                  .filter(
                      one ->
                          one.about() instanceof JobId job ? ids.contains(job) : !taken.isEmpty())
                  .toList();
          Changed done =
              new Changed(taken, BatchTable.insertNotifications(handle, Optional.of(id), due));
          counts.write(handle);
          return done;
        });
  }

  // Jobs are written in the order of their ids, in which every transaction locks them, and returned
  // in the order in which they came.
  private static List<Job> taken(Handle handle, List<Job> nexts, JobCounts counts) {
    Set<JobId> taken =
        nexts.stream()
            .sorted(JobTable.BY_ID)
            .filter(next -> JobTable.overwrite(handle, next, next.version() - 1, counts))
            .map(Job::id)
            .collect(Collectors.toSet());
    return nexts.stream().filter(next -> taken.contains(next.id())).toList();
  }

  @Override
  public List<Job> replace(BatchId id, List<Job> again) {
    List<Job> inserted = replaced(id, again);
    wakeWorkersFor(inserted);
    return inserted;
  }

  public void wakeWorkersFor(List<Job> come) {
    jobs.wakeWorkersFor(come);
  }

  /** Does the same as {@link #replace} without waking workers. */
  public List<Job> replaced(BatchId id, List<Job> again) {
    return database.transaction(
        handle -> {
          BatchTable.lock(handle, id);
          boolean paused = BatchTable.find(handle, id).map(Batch::isPaused).orElse(false);
          List<Job> inserted =
              again.stream()
                  .filter(
                      job -> BatchTable.replace(handle, id, job.retryOf().orElseThrow(), job.id()))
                  .map(job -> paused ? job.paused() : job)
                  .toList();
          JobCounts counts = new JobCounts();
          JobTable.insertAll(handle, inserted, counts);
          counts.write(handle);
          return inserted;
        });
  }
}
