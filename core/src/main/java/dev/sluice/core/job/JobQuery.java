package dev.sluice.core.job;

import dev.sluice.core.request.Folder;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which jobs of a tenant, newest first (by creation, then by id).
 *
 * @param batch only jobs of this batch, those among them that were tried again as well
 * @param folder only jobs that were asked into this very folder
 * @param limit 1 to 100
 * @param offset how many to leave out, 0 or more; the farther, the slower
 * @param after only what comes behind this place: as quick at the end of the list as at its head
 */
public record JobQuery(
    TenantId tenant,
    Optional<JobStatus> status,
    Optional<BatchId> batch,
    Optional<Folder> folder,
    int limit,
    int offset,
    Optional<Cursor> after) {
  public static final int MAX_LIMIT = 100;

  public JobQuery {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(status);
    Objects.requireNonNull(batch);
    Objects.requireNonNull(folder);
    Objects.requireNonNull(after);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT);
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative");
    }
  }

  /** The newest twenty. */
  public static JobQuery of(TenantId tenant) {
    return new JobQuery(
        tenant, Optional.empty(), Optional.empty(), Optional.empty(), 20, 0, Optional.empty());
  }

  public JobQuery withStatus(JobStatus only) {
    return new JobQuery(tenant, Optional.of(only), batch, folder, limit, offset, after);
  }

  public JobQuery withBatch(BatchId only) {
    return new JobQuery(tenant, status, Optional.of(only), folder, limit, offset, after);
  }

  public JobQuery withFolder(Folder only) {
    return new JobQuery(tenant, status, batch, Optional.of(only), limit, offset, after);
  }

  public JobQuery withLimit(int most) {
    return new JobQuery(tenant, status, batch, folder, most, offset, after);
  }

  public JobQuery withOffset(int leftOut) {
    return new JobQuery(tenant, status, batch, folder, limit, leftOut, after);
  }

  public JobQuery withAfter(Cursor place) {
    return new JobQuery(tenant, status, batch, folder, limit, offset, Optional.of(place));
  }

  /** A place in a list of jobs, newest first: behind the job of this moment and id. */
  public record Cursor(Instant createdAt, JobId id) {
    /** Behind this job. */
    public static Cursor after(Job job) {
      return new Cursor(job.createdAt(), job.id());
    }
  }
}
