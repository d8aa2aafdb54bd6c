package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.tenant.TenantId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Queries over all jobs. Pure functions. */
final class JobPages {
  // As text: UUID compares signed numbers, databases compare the digits.
  private static final Comparator<JobQuery.Cursor> OLDEST_FIRST =
      Comparator.comparing(JobQuery.Cursor::createdAt)
          .thenComparing(cursor -> cursor.id().toString());

  private static final Comparator<Job> NEWEST_FIRST =
      Comparator.comparing(JobQuery.Cursor::after, OLDEST_FIRST).reversed();

  private JobPages() {}

  static Page<Job> of(Collection<Job> jobs, JobQuery query) {
    List<Job> owned = jobs.stream().filter(job -> job.tenant().equals(query.tenant())).toList();
    List<Job> matching = owned.stream().filter(job -> matches(job, query)).toList();
    List<Job> rest =
        matching.stream()
            .filter(job -> isAfterCursor(job, query))
            .sorted(NEWEST_FIRST)
            .skip(query.offset())
            .limit(query.limit() + 1L)
            .toList();
    boolean more = rest.size() > query.limit();
    return new Page<>(
        more ? rest.subList(0, query.limit()) : rest, owned.size(), matching.size(), more);
  }

  private static boolean matches(Job job, JobQuery query) {
    return query.status().map(job.status()::equals).orElse(true)
        && (query.batch().isEmpty() || query.batch().equals(job.batch()))
        && (query.folder().isEmpty() || query.folder().equals(job.request().folder()));
  }

  private static boolean isAfterCursor(Job job, JobQuery query) {
    return query
        .after()
        .map(cursor -> OLDEST_FIRST.compare(JobQuery.Cursor.after(job), cursor) < 0)
        .orElse(true);
  }

  static Map<JobStatus, Long> counts(Collection<Job> jobs, TenantId tenant) {
    return jobs.stream()
        .filter(job -> job.tenant().equals(tenant))
        .collect(Collectors.groupingBy(Job::status, Collectors.counting()));
  }
}
