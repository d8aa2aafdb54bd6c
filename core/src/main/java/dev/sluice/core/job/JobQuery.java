package dev.sluice.core.job;

import java.util.Objects;
import java.util.Optional;

/**
 * Which jobs of an owner, newest first (by creation, then by id).
 *
 * @param limit 1 to 100
 * @param offset how many to leave out, 0 or more
 */
public record JobQuery(Owner owner, Optional<JobStatus> status, int limit, int offset) {
  public static final int MAX_LIMIT = 100;

  public JobQuery {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(status);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT);
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative");
    }
  }

  /** The newest twenty. */
  public static JobQuery of(Owner owner) {
    return new JobQuery(owner, Optional.empty(), 20, 0);
  }

  public JobQuery withStatus(JobStatus only) {
    return new JobQuery(owner, Optional.of(only), limit, offset);
  }

  public JobQuery withLimit(int most) {
    return new JobQuery(owner, status, most, offset);
  }

  public JobQuery withOffset(int leftOut) {
    return new JobQuery(owner, status, limit, leftOut);
  }
}
