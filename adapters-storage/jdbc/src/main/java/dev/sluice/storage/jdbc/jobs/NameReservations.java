package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Names of objects. A name is reserved for one job, which the table's unique constraint ensures,
 * and belongs to the last job that stored a file under it.
 */
public final class NameReservations implements ObjectNameStore {
  private final SqlDatabase database;

  public NameReservations(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public boolean reserve(String space, ObjectPath path, JobId job) {
    database.update(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM name_reservations
                    WHERE job = :job AND (bucket_address <> :bucket_address OR path <> :path)
                    """)
                .bind("job", job.value())
                .bind("bucket_address", space)
                .bind("path", path.value())
                .execute());
    boolean free =
        database.unlessTaken(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO name_reservations (job, bucket_address, path) VALUES (:job, :bucket_address, :path)
                        """)
                    .bind("job", job.value())
                    .bind("bucket_address", space)
                    .bind("path", path.value())
                    .execute());
    // Any reservation that the job still has is for this name.
    return free || reserved(job).isPresent();
  }

  @Override
  public Optional<ObjectPath> reserved(JobId job) {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT path FROM name_reservations WHERE job = :job")
                .bind("job", job.value())
                .map((row, context) -> ObjectPath.of(row.getString("path")))
                .findOne());
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
