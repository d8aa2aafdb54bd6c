package dev.sluice.storage.jobs;

import dev.sluice.core.job.JobId;
import dev.sluice.core.request.ObjectPath;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Names of objects: each is promised to one job, of which the table's two unique columns are the
 * judge, and belongs to the last job that stored under it.
 */
final class Reservations {
  private final Database database;

  Reservations(Database database) {
    this.database = database;
  }

  boolean reserve(ObjectPath path, JobId job) {
    database.update(
        handle ->
            handle
                .createUpdate("DELETE FROM reservations WHERE job = :job AND path <> :path")
                .bind("job", job.value())
                .bind("path", path.value())
                .execute());
    boolean free =
        database.unlessTaken(
            handle ->
                handle
                    .createUpdate("INSERT INTO reservations (job, path) VALUES (:job, :path)")
                    .bind("job", job.value())
                    .bind("path", path.value())
                    .execute());
    return free || of(job).filter(path::equals).isPresent();
  }

  Optional<ObjectPath> of(JobId job) {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT path FROM reservations WHERE job = :job")
                .bind("job", job.value())
                .map((row, context) -> ObjectPath.of(row.getString("path")))
                .findOne());
  }

  Optional<JobId> lastStoredAt(ObjectPath path) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM jobs WHERE artifact_path = :path
                    ORDER BY artifact_path, finished_at DESC FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("path", path.value())
                .map((row, context) -> new JobId(Columns.id(row, "id")))
                .findOne());
  }

  void release(JobId job) {
    database.update(handle -> release(handle, job));
  }

  static int release(Handle handle, JobId job) {
    return handle
        .createUpdate("DELETE FROM reservations WHERE job = :job")
        .bind("job", job.value())
        .execute();
  }
}
