package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.BatchSummary;
import dev.sluice.core.job.DayFigures;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Step;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** The calls under {@code /dashboard}: what a page for people shows of one key's work. */
final class DashboardRoutes {
  private static final int DAYS = 7;

  private DashboardRoutes() {}

  static void jobs(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50);
    Page<Job> page = query.page(tenant);
    List<Line> lines = page.items().stream().map(Line::of).toList();
    answer(ctx, new JobsWire(lines, page.totalFiltered(), query.limit(), query.offset()));
  }

  static void batches(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50);
    Page<BatchSummary> page = tenant.batches().list(query.limit(), query.offset());
    List<BatchWire> lines = page.items().stream().map(BatchWire::of).toList();
    answer(ctx, new BatchesWire(lines, page.total(), query.limit(), query.offset()));
  }

  static void stats(Context ctx, Tenant tenant) {
    answer(ctx, StatsWire.of(AccessLog.name(ctx), tenant.account()));
  }

  static void daily(Context ctx, Tenant tenant) {
    answer(ctx, new DailyWire(tenant.account().days(DAYS).stream().map(DayWire::of).toList()));
  }

  static void cluster(Context ctx, Tenant tenant) {
    Map<Step, Long> running = tenant.account().running();
    answer(
        ctx,
        new ClusterWire(
            running.getOrDefault(Step.DOWNLOADING, 0L),
            running.getOrDefault(Step.MUXING, 0L),
            running.getOrDefault(Step.UPLOADING, 0L)));
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

  /** The answer of {@code GET /dashboard/daily}. */
  record DailyWire(List<DayWire> dailyStats) {}

  /** One day, in UTC. */
  record DayWire(String date, long completed, long failed) {
    static DayWire of(DayFigures figures) {
      return new DayWire(figures.day().toString(), figures.completed(), figures.failed());
    }
  }

  /** The answer of {@code GET /dashboard/cluster}. */
  record ClusterWire(long totalDownloading, long totalMuxing, long totalUploading) {}

  /** The answer of {@code GET /dashboard/billing}. */
  record BillingWire(boolean billingEnabled, String message) {}
}
