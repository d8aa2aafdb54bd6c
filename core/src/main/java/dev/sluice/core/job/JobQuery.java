package dev.sluice.core.job;

import dev.sluice.core.request.Folder;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A query for jobs of a tenant. The result is ordered newest first (by creation, then by id).
 *
 * @param batch only jobs of this batch, including those that were retried
 * @param folder only jobs whose request names exactly this folder
 * @param limit 1 to 100
 * @param offset how many jobs to skip, 0 or more; larger offsets are slower
 * @param after only jobs after this cursor; equally quick everywhere in the list
 */
public record JobQuery(
    TenantId tenant,
    Optional<JobStatus> status,
    Optional<BatchId> batch,
    Optional<Folder> folder,
    int limit,
    int offset,
    Optional<Cursor> after) {
  /** The largest limit of a query. */
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

  /** Returns a query for the tenant's newest twenty jobs. */
  public static JobQuery of(TenantId tenant) {
    return new JobQuery(
        tenant, Optional.empty(), Optional.empty(), Optional.empty(), 20, 0, Optional.empty());
  }

  /** Returns a copy that selects only jobs of this status. */
  public JobQuery withStatus(JobStatus only) {
    return new JobQuery(tenant, Optional.of(only), batch, folder, limit, offset, after);
  }

  /** Returns a copy that selects only jobs of this batch. */
  public JobQuery withBatch(BatchId only) {
    return new JobQuery(tenant, status, Optional.of(only), folder, limit, offset, after);
  }

  /** Returns a copy that selects only jobs of this folder. */
  public JobQuery withFolder(Folder only) {
    return new JobQuery(tenant, status, batch, Optional.of(only), limit, offset, after);
  }

  /** Returns a copy with this limit, 1 to {@value #MAX_LIMIT}. */
  public JobQuery withLimit(int count) {
    return new JobQuery(tenant, status, batch, folder, count, offset, after);
  }

  /** Returns a copy that skips this many jobs. */
  public JobQuery withOffset(int skipped) {
    return new JobQuery(tenant, status, batch, folder, limit, skipped, after);
  }

  /** Returns a copy that selects only jobs after this cursor. */
  public JobQuery withAfter(Cursor cursor) {
    return new JobQuery(tenant, status, batch, folder, limit, offset, Optional.of(cursor));
  }

  /** A position in a list of jobs, newest first: after the job with this creation time and id. */
  public record Cursor(Instant createdAt, JobId id) {
    /** Returns the position after this job. */
    public static Cursor after(Job job) {
      return new Cursor(job.createdAt(), job.id());
    }
  }
}
