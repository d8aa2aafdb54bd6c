package dev.sluice.http.api.wire;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Page;
import dev.sluice.http.api.request.CursorText;
import dev.sluice.http.webhook.wire.WireNames;
import java.time.Instant;
import java.util.List;

/** The answer of {@code GET /jobs}. */
public record JobListWire(
    List<Line> jobs, long total, long totalFiltered, int limit, int offset, String nextCursor) {
  /** One job in the list. */
  public record Line(
      String id,
      String url,
      String status,
      String s3Key,
      String error,
      String step,
      long createdAt,
      Long finishedAt,
      Long fileSize,
      Long retryAt,
      String lastError) {
    public static Line of(Job job) {
      return new Line(
          job.id().toString(),
          WireNames.shown(job.request().url()),
          WireNames.of(job.status()),
          job.artifact().map(made -> made.path().value()).orElse(null),
          WireNames.failure(job).map(Job.Failure::sentence).orElse(null),
          WireNames.of(job.progress().step()),
          job.createdAt().toEpochMilli(),
          job.finishedAt().map(Instant::toEpochMilli).orElse(null),
          job.artifact().map(Artifact::size).orElse(null),
          job.retryAt().map(Instant::toEpochMilli).orElse(null),
          WireNames.lastFailure(job).map(Job.Failure::sentence).orElse(null));
    }
  }

  public static JobListWire of(Page<Job> page, int limit, int offset) {
    return new JobListWire(
        page.items().stream().map(Line::of).toList(),
        page.total(),
        page.totalFiltered(),
        limit,
        offset,
        CursorText.next(page));
  }
}
