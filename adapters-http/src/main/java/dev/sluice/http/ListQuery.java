package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.failure.Violation;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which part of a key's jobs is asked for in a query string. */
record ListQuery(Optional<JobStatus> status, int limit, int offset) {
  private static final int FARTHEST_OFFSET = 999_999_999;

  /**
   * @param usualLimit where none is given
   * @param found what else is wrong with the query
   * @throws InvalidRequestException with all that is wrong; an unknown status is not, and filters
   *     nothing
   */
  static ListQuery of(Context ctx, int usualLimit, List<Violation> found) {
    List<Violation> wrong = new ArrayList<>(found);
    int limit = QueryNumbers.get(ctx, "limit", 1, JobQuery.MAX_LIMIT, usualLimit, wrong);
    int offset = QueryNumbers.get(ctx, "offset", 0, FARTHEST_OFFSET, 0, wrong);
    if (!wrong.isEmpty()) {
      throw new InvalidRequestException(wrong);
    }
    return new ListQuery(
        Optional.ofNullable(ctx.queryParam("status")).flatMap(JobNames::status), limit, offset);
  }

  Page<Job> page(Tenant tenant) {
    return tenant.list(status, limit, offset);
  }
}
