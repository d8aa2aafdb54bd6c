package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Names of files and sidecars. A name is reserved for one job, which the table's unique constraint
 * ensures, and belongs to the last job that stored a file under it.
 */
public final class NameReservations implements ObjectNameStore {
  private final SqlDatabase database;

  public NameReservations(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public boolean reserve(String space, Names names, JobId job) {
    database.update(
        handle -> {
          // Who deletes a file reserves its names before.
          JobTable.requireKnown(handle, job);
          return handle
              .createUpdate(
                  """
                  DELETE FROM name_reservations WHERE job = :job AND job NOT IN (
                    SELECT job FROM name_reservations
                    WHERE job = :job AND bucket_address = :bucket_address AND path = :path
                      AND NOT sidecar)
                  """)
              .bind("job", job.value())
              .bind("bucket_address", space)
              .bind("path", names.file().value())
              .execute();
        });
    boolean free = database.unlessTaken(handle -> insertMissing(handle, space, names, job));
    // Another attempt of the job may have inserted the same meanwhile.
    return free || reserved(job).filter(own -> own.all().containsAll(names.all())).isPresent();
  }

  // In the order of the paths, so that two jobs never wait for each other.
  private static void insertMissing(Handle handle, String space, Names names, JobId job) {
    Set<ObjectPath> own =
        reserved(handle, job).map(before -> Set.copyOf(before.all())).orElse(Set.of());
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO name_reservations (job, bucket_address, path, sidecar)
            VALUES (:job, :bucket_address, :path, :sidecar)
            """);
    for (ObjectPath path : names.all()) {
      if (!own.contains(path)) {
        batch
            .bind("job", job.value())
            .bind("bucket_address", space)
            .bind("path", path.value())
            .bind("sidecar", !path.equals(names.file()))
            .add();
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  @Override
  public boolean takeOver(String space, ObjectPath file, JobId from, JobId to) {
    return database.transaction(
        handle -> {
          int taken =
              handle
                  .createUpdate(
                      """
                      DELETE FROM name_reservations
                      WHERE bucket_address = :bucket_address AND path = :path AND job = :from
                      """)
                  .bind("bucket_address", space)
                  .bind("path", file.value())
                  .bind("from", from.value())
                  .execute();
          if (taken == 0) {
            return false;
          }
          release(handle, from);
          release(handle, to);
          insertMissing(handle, space, Names.of(file), to);
          return true;
        });
  }

  @Override
  public Optional<Names> reserved(JobId job) {
    return database.query(handle -> reserved(handle, job));
  }

  private static Optional<Names> reserved(Handle handle, JobId job) {
    Map<Boolean, Set<ObjectPath>> bySidecar =
        handle
            .createQuery("SELECT path, sidecar FROM name_reservations WHERE job = :job")
            .bind("job", job.value())
            .map(
                (row, context) ->
                    Map.entry(row.getBoolean("sidecar"), ObjectPath.of(row.getString("path"))))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    return bySidecar.getOrDefault(false, Set.of()).stream()
        .findFirst()
        .map(file -> new Names(file, bySidecar.getOrDefault(true, Set.of())));
  }

  @Override
  public Optional<JobId> reservedBy(String space, ObjectPath path) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job FROM name_reservations
                    WHERE bucket_address = :bucket_address AND path = :path
                    """)
                .bind("bucket_address", space)
                .bind("path", path.value())
                .map((row, context) -> new JobId(Columns.id(row, "job")))
                .findOne());
  }

  @Override
  public Optional<JobId> lastStoredAt(String space, ObjectPath path) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE artifact_path = :path AND COALESCE(bucket_address, '') = :bucket_address
                    ORDER BY artifact_path, finished_at DESC FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("path", path.value())
                .bind("bucket_address", space)
                .map((row, context) -> new JobId(Columns.id(row, "id")))
                .findOne());
  }

  @Override
  public List<JobId> reservedByEnded(Instant endedUntil, int max) {
    return database.query(
        handle ->
            handle
                // Few names are reserved, and a join might walk all jobs without a file instead.
                .createQuery(
                    """
                    SELECT DISTINCT job FROM name_reservations
                    WHERE :until >= (
                      SELECT finished_at FROM jobs
                      WHERE jobs.id = name_reservations.job AND artifact_path IS NULL
                        AND format <= :format)
                    FETCH FIRST :max ROWS ONLY
                    """)
                .bind("until", moment(endedUntil))
                .bind("format", JobDocument.FORMAT)
                .bind("max", max)
                .map((row, context) -> new JobId(Columns.id(row, "job")))
                .list());
  }

  @Override
  public void release(JobId job) {
    database.update(handle -> release(handle, job));
  }

  public static int release(Handle handle, JobId job) {
    return handle
        .createUpdate("DELETE FROM name_reservations WHERE job = :job")
        .bind("job", job.value())
        .execute();
  }
}
