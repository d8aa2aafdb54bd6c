package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.JobId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Requests to stop a recording, as the number of the attempt that shall end. */
final class StopRequests {
  private static final String WISH =
      """
      UPDATE jobs SET stop_requested = attempt
      WHERE id = :id AND attempt = :attempt AND status = 'PROCESSING'
        AND (stop_requested IS NULL OR stop_requested <> attempt)
      """;

  private static final String AMONG =
      """
      SELECT id FROM jobs
      WHERE id IN (<ids>) AND status = 'PROCESSING' AND stop_requested = attempt
      """;

  private StopRequests() {}

  static boolean wish(SqlDatabase database, JobId job, int attempt) {
    return database.transaction(
        handle ->
            handle.createUpdate(WISH).bind("id", job.value()).bind("attempt", attempt).execute()
                == 1);
  }

  static Set<JobId> among(SqlDatabase database, Set<JobId> jobs) {
    if (jobs.isEmpty()) {
      return Set.of();
    }
    List<UUID> ids = jobs.stream().map(JobId::value).toList();
    return database.query(
        handle ->
            handle.createQuery(AMONG).bindList("ids", ids).mapTo(UUID.class).stream()
                .map(JobId::new)
                .collect(Collectors.toSet()));
  }
}
