package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.port.store.UsageStore.Reservation;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The usage of tenants, in {@code tenant_usage}, {@code daily_usage} and {@code
 * quota_reservations}. Every job that ends writes its tenant's row of usage, so that row is always
 * locked last: a transaction that holds it waits for no other.
 */
public final class UsageTable implements UsageStore {
  private final SqlDatabase database;

  public UsageTable(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public Usage usage(TenantId tenant) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT completed, stored_bytes, reserved_bytes, millis FROM tenant_usage
                    WHERE tenant = :tenant
                    """)
                .bind("tenant", tenant.id())
                .map(
                    (row, context) ->
                        new Usage(
                            row.getLong("completed"),
                            row.getLong("stored_bytes"),
                            row.getLong("reserved_bytes"),
                            Duration.ofMillis(row.getLong("millis"))))
                .findOne()
                .orElse(Usage.NONE));
  }

  @Override
  public long submitted(TenantId tenant) {
    return database.query(handle -> JobCounts.submitted(handle, tenant));
  }

  @Override
  public List<DailyUsage> days(TenantId tenant, LocalDate first, LocalDate last) {
    Map<LocalDate, DailyUsage> known =
        database.query(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT finished_on, completed, failed, stored_bytes FROM daily_usage
                        WHERE tenant = :tenant AND finished_on BETWEEN :first AND :last
                        """)
                    .bind("tenant", tenant.id())
                    .bind("first", first)
                    .bind("last", last)
                    .map(
                        (row, context) ->
                            new DailyUsage(
                                row.getObject("finished_on", LocalDate.class),
                                row.getLong("completed"),
                                row.getLong("failed"),
                                row.getLong("stored_bytes")))
                    .collect(Collectors.toMap(DailyUsage::day, figures -> figures)));
    return first
        .datesUntil(last.plusDays(1))
        .map(day -> known.getOrDefault(day, DailyUsage.none(day)))
        .toList();
  }

  @Override
  public Map<Step, Long> running(TenantId tenant) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT step, COUNT(*) AS jobs FROM jobs
                    WHERE tenant = :tenant AND status = 'PROCESSING' GROUP BY step
                    """)
                .bind("tenant", tenant.id())
                .reduceRows(
                    new HashMap<>(),
                    (all, row) -> {
                      all.put(
                          Step.valueOf(row.getColumn("step", String.class)),
                          row.getColumn("jobs", Long.class));
                      return all;
                    }));
  }

  @Override
  public Reservation reserve(Job job, long bytes, long limit) {
    // A reservation may be lost with the process, as the attempt that it was made for.
    return database.transaction(
        handle -> {
          // The job's row stays locked until the commit, so that no move releases the reservation
          // meanwhile.
          if (!isRunning(handle, job)) {
            return Reservation.LOST;
          }
          Optional<Long> held = held(handle, job.id());
          long more = bytes - held.orElse(0L);
          if (more <= 0) {
            return Reservation.RESERVED;
          }
          if (!reserved(handle, job.tenant(), more, limit)) {
            return Reservation.FULL;
          }
          String write =
              held.isPresent()
                  ? "UPDATE quota_reservations SET bytes = :bytes WHERE job = :job AND tenant ="
                      + " :tenant"
                  : "INSERT INTO quota_reservations (job, tenant, bytes) VALUES (:job, :tenant,"
                      + " :bytes)";
          handle
              .createUpdate(write)
              .bind("job", job.id().value())
              .bind("tenant", job.tenant().id())
              .bind("bytes", bytes)
              .execute();
          return Reservation.RESERVED;
        });
  }

  private static boolean isRunning(Handle handle, Job job) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM jobs
            WHERE id = :id AND attempt = :attempt AND status = 'PROCESSING'
            FOR UPDATE
            """)
        .bind("id", job.id().value())
        .bind("attempt", job.attempt())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean reserved(Handle handle, TenantId tenant, long more, long limit) {
    if (more > limit) {
      return false;
    }
    ensureRow(handle, tenant);
    return handle
            .createUpdate(
                """
                UPDATE tenant_usage SET reserved_bytes = reserved_bytes + :more
                WHERE tenant = :tenant AND stored_bytes + reserved_bytes <= :room
                """)
            .bind("tenant", tenant.id())
            .bind("more", more)
            .bind("room", limit - more)
            .execute()
        == 1;
  }

  private static Optional<Long> held(Handle handle, JobId job) {
    return handle
        .createQuery("SELECT bytes FROM quota_reservations WHERE job = :job")
        .bind("job", job.value())
        .mapTo(Long.class)
        .findOne();
  }

  /**
   * Releases what the job had reserved, in the transaction of its move, and counts the job if this
   * move ended it. Called when all rows of jobs are written.
   *
   * @param ended whether the move ended the job
   */
  static void moved(Handle handle, Job job, boolean ended) {
    long held = givenUp(handle, job.id());
    boolean completed = ended && job.status() == JobStatus.COMPLETED;
    boolean failed = ended && job.status().isFailure();
    long bytes = completed ? job.artifact().map(Artifact::storedBytes).orElse(0L) : 0;
    if (held > 0 || completed) {
      ensureRow(handle, job.tenant());
      handle
          .createUpdate(
              """
              UPDATE tenant_usage SET
                completed = completed + :completed, stored_bytes = stored_bytes + :bytes,
                reserved_bytes = reserved_bytes - :held,
                millis = millis + :millis
              WHERE tenant = :tenant
              """)
          .bind("tenant", job.tenant().id())
          .bind("completed", completed ? 1 : 0)
          .bind("bytes", bytes)
          .bind("held", held)
          .bind("millis", completed ? processingMillis(job) : 0)
          .execute();
    }
    if (completed || failed) {
      count(handle, job, completed, bytes);
    }
  }

  private static long givenUp(Handle handle, JobId job) {
    Optional<Long> held = held(handle, job);
    if (held.isPresent()) {
      handle
          .createUpdate("DELETE FROM quota_reservations WHERE job = :job")
          .bind("job", job.value())
          .execute();
    }
    return held.orElse(0L);
  }

  /** Releases what a job still has reserved that is deleted. */
  static void release(Handle handle, JobId job, TenantId tenant) {
    long held = givenUp(handle, job);
    if (held > 0) {
      handle
          .createUpdate(
              """
              UPDATE tenant_usage SET reserved_bytes = reserved_bytes - :held
              WHERE tenant = :tenant
              """)
          .bind("held", held)
          .bind("tenant", tenant.id())
          .execute();
    }
  }

  private static long processingMillis(Job job) {
    return job.startedAt()
        .flatMap(start -> job.finishedAt().map(end -> Duration.between(start, end).toMillis()))
        .map(millis -> Math.max(0, millis))
        .orElse(0L);
  }

  private static void count(Handle handle, Job job, boolean completed, long bytes) {
    LocalDate day = DailyUsage.dayOf(job.finishedAt().orElseThrow());
    int known = counted(handle, job.tenant(), day, completed, bytes);
    if (known == 0) {
      SqlDatabase.unlessTakenWithin(
          handle,
          () ->
              handle
                  .createUpdate(
                      """
                      INSERT INTO daily_usage (tenant, finished_on, completed, failed, stored_bytes)
                      VALUES (:tenant, :day, 0, 0, 0)
                      """)
                  .bind("tenant", job.tenant().id())
                  .bind("day", day)
                  .execute());
      counted(handle, job.tenant(), day, completed, bytes);
    }
  }

  private static int counted(
      Handle handle, TenantId tenant, LocalDate day, boolean completed, long bytes) {
    return handle
        .createUpdate(
            """
            UPDATE daily_usage SET
              completed = completed + :completed, failed = failed + :failed,
              stored_bytes = stored_bytes + :bytes
            WHERE tenant = :tenant AND finished_on = :day
            """)
        .bind("tenant", tenant.id())
        .bind("day", day)
        .bind("completed", completed ? 1 : 0)
        .bind("failed", completed ? 0 : 1)
        .bind("bytes", bytes)
        .execute();
  }

  private static void ensureRow(Handle handle, TenantId tenant) {
    boolean there =
        handle
            .createQuery("SELECT 1 FROM tenant_usage WHERE tenant = :tenant")
            .bind("tenant", tenant.id())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (there) {
      return;
    }
    SqlDatabase.unlessTakenWithin(
        handle,
        () ->
            handle
                .createUpdate(
                    """
                    INSERT INTO tenant_usage (
                      tenant, completed, stored_bytes, reserved_bytes, millis)
                    VALUES (:tenant, 0, 0, 0, 0)
                    """)
                .bind("tenant", tenant.id())
                .execute());
  }
}
