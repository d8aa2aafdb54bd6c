package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.BatchSummary;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.Page;
import io.javalin.http.Context;
import java.util.List;

/** The calls under {@code /dashboard}: what a page for people shows of one key's work. */
final class DashboardRoutes {
  private DashboardRoutes() {}

  static void jobs(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50, List.of());
    Page<Job> page = query.page(tenant);
    List<Line> lines = page.items().stream().map(Line::of).toList();
    answer(ctx, new JobsWire(lines, page.totalFiltered(), query.limit(), query.offset()));
  }

  static void batches(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50, List.of());
    Page<BatchSummary> page = tenant.batches().list(query.limit(), query.offset());
    List<BatchWire> lines = page.items().stream().map(BatchWire::of).toList();
    answer(ctx, new BatchesWire(lines, page.total(), query.limit(), query.offset()));
  }

  static void billing(Context ctx, Tenant tenant) {
    answer(ctx, new BillingWire(false, "This server bills nobody"));
  }

  private static void answer(Context ctx, Object wire) {
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, wire);
  }

  /** The answer of {@code GET /dashboard/jobs}; unlike that of {@code /jobs}, total is filtered. */
  record JobsWire(List<Line> jobs, long total, int limit, int offset) {}

  /** The answer of {@code GET /dashboard/batches}. */
  record BatchesWire(List<BatchWire> batches, long total, int limit, int offset) {}

  /** One job on the dashboard. */
  record Line(String id, String url, String status, String error, String s3Key, long createdAt) {
    static Line of(Job job) {
      return new Line(
          job.id().toString(),
          JobNames.shown(job.request().url()),
          JobNames.of(job.status()),
          JobNames.failure(job).map(JobFailure::sentence).orElse(null),
          job.artifact().map(made -> made.path().value()).orElse(null),
          job.createdAt().toEpochMilli());
    }
  }

  /** The answer of {@code GET /dashboard/billing}. */
  record BillingWire(boolean billingEnabled, String message) {}
}
