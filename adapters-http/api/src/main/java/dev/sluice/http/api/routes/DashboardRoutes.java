package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.tenant.Usage.DailyUsage;
import dev.sluice.http.api.exchange.AccessLog;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.request.ListQuery;
import dev.sluice.http.api.wire.BatchWire;
import dev.sluice.http.api.wire.StatsWire;
import dev.sluice.http.webhook.wire.WireNames;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** The calls under {@code /dashboard}: what a page for people shows of one key's work. */
public final class DashboardRoutes {
  private static final int DAYS = 7;

  private DashboardRoutes() {}

  public static void jobs(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50);
    Page<Job> page = query.page(tenant);
    List<Line> lines = page.items().stream().map(Line::of).toList();
    answer(ctx, new JobsWire(lines, page.totalFiltered(), query.limit(), query.offset()));
  }

  public static void batches(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 50);
    Page<Batch.Summary> page = tenant.batches().list(query.limit(), query.offset());
    List<BatchWire> lines = page.items().stream().map(BatchWire::of).toList();
    answer(ctx, new BatchesWire(lines, page.total(), query.limit(), query.offset()));
  }

  public static void stats(Context ctx, Tenant tenant) {
    answer(ctx, StatsWire.of(AccessLog.name(ctx), tenant.account()));
  }

  public static void daily(Context ctx, Tenant tenant) {
    answer(ctx, new DailyWire(tenant.account().days(DAYS).stream().map(DayWire::of).toList()));
  }

  public static void cluster(Context ctx, Tenant tenant) {
    Map<Step, Long> running = tenant.account().running();
    answer(
        ctx,
        new ClusterWire(
            running.getOrDefault(Step.DOWNLOADING, 0L),
            running.getOrDefault(Step.MUXING, 0L),
            running.getOrDefault(Step.UPLOADING, 0L)));
  }

  public static void billing(Context ctx, Tenant tenant) {
    answer(ctx, new BillingWire(false, "This server bills nobody"));
  }

  private static void answer(Context ctx, Object wire) {
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, wire);
  }

  /** The answer of {@code GET /dashboard/jobs}; unlike that of {@code /jobs}, total is filtered. */
  record JobsWire(List<Line> jobs, long total, int limit, int offset) {}

  /** The answer of {@code GET /dashboard/batches}. */
  record BatchesWire(List<BatchWire> batches, long total, int limit, int offset) {}

  /** One job on the dashboard. */
  record Line(String id, String url, String status, String error, String s3Key, long createdAt) {
    public static Line of(Job job) {
      return new Line(
          job.id().toString(),
          WireNames.shown(job.request().url()),
          WireNames.of(job.status()),
          WireNames.failure(job).map(Job.Failure::sentence).orElse(null),
          job.artifact().map(made -> made.path().value()).orElse(null),
          job.createdAt().toEpochMilli());
    }
  }

  /** The answer of {@code GET /dashboard/daily}. */
  record DailyWire(List<DayWire> dailyStats) {}

  /** One day, in UTC. */
  record DayWire(String date, long completed, long failed) {
    static DayWire of(DailyUsage figures) {
      return new DayWire(figures.day().toString(), figures.completed(), figures.failed());
    }
  }

  /** The answer of {@code GET /dashboard/cluster}. */
  record ClusterWire(long totalDownloading, long totalMuxing, long totalUploading) {}

  /** The answer of {@code GET /dashboard/billing}. */
  record BillingWire(boolean billingEnabled, String message) {}
}
