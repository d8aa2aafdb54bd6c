package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.RenameCommand;
import dev.sluice.http.api.wire.BatchWire;
import dev.sluice.http.webhook.wire.WireNames;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls under {@code /batch}. */
public final class BatchRoutes {
  private BatchRoutes() {}

  public static void find(Context ctx, Tenant tenant) {
    Batch batch = batch(ctx, tenant);
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, BatchWire.of(batch, tenant.batches().slots(batch.id())));
  }

  public static void start(Context ctx, Tenant tenant) {
    Batch batch = batch(ctx, tenant);
    int started =
        tenant
            .batches()
            .start(batch.id())
            .orElseThrow(() -> ApiError.notPaused(WireNames.of(status(batch.id(), tenant))));
    ResponseWriter.json(ctx, 200, new StartedWire(batch.id().toString(), started, "processing"));
  }

  public static void cancel(Context ctx, Tenant tenant) {
    BatchId id = batch(ctx, tenant).id();
    int cancelled = tenant.batches().cancel(id);
    if (cancelled == 0) {
      throw ApiError.batchIsOver();
    }
    ResponseWriter.json(
        ctx, 200, new CancelledWire("Batch cancelled successfully", id.toString(), cancelled));
  }

  public static void retry(Context ctx, Tenant tenant) {
    BatchId id = batch(ctx, tenant).id();
    List<String> again =
        tenant.batches().retry(id).stream().map(Job::id).map(JobId::toString).toList();
    if (again.isEmpty()) {
      throw ApiError.nothingFailed();
    }
    ResponseWriter.json(
        ctx,
        200,
        new RetriedWire(id.toString(), again.size(), again, WireNames.of(status(id, tenant))));
  }

  public static void rename(Context ctx, Tenant tenant) throws IOException {
    Batch batch = batch(ctx, tenant);
    RenameCommand command = RenameCommand.parse(RequestBody.fields(ctx));
    if (status(batch.id(), tenant) != Batch.Status.PAUSED) {
      throw ApiError.notRenamable();
    }
    List<String> errors = new ArrayList<>();
    Map<JobId, String> names = new LinkedHashMap<>();
    for (RenameCommand.Rename rename : command.renames()) {
      Optional<JobId> id = JobId.parse(rename.job());
      if (id.isEmpty()) {
        errors.add(rename.job() + ": Job not found in this batch");
      } else if (names.putIfAbsent(id.get(), rename.filename()) != null) {
        errors.add(rename.job() + ": The job stands twice in renames; the first counts");
      }
    }
    tenant
        .batches()
        .rename(batch.id(), names)
        .forEach(
            (job, why) -> {
              names.remove(job);
              errors.add(job + ": " + why);
            });
    ResponseWriter.json(ctx, 200, new RenamedWire(names.size(), errors));
  }

  private static Batch.Status status(BatchId id, Tenant tenant) {
    Batch now = tenant.batches().find(id).orElseThrow(ApiError::noSuchBatch);
    return Batch.Tally.of(tenant.batches().slots(id)).status(now);
  }

  private static Batch batch(Context ctx, Tenant tenant) {
    return BatchId.parse(ctx.pathParam("id"))
        .flatMap(id -> tenant.batches().find(id))
        .orElseThrow(ApiError::noSuchBatch);
  }

  /** The answer of {@code POST /batch/{id}/start}. */
  record StartedWire(String batchId, int startedJobs, String status) {}

  /** The answer of {@code DELETE /batch/{id}}. */
  record CancelledWire(String message, String batchId, int cancelledJobs) {}

  /** The answer of {@code POST /batch/{id}/retry}. */
  record RetriedWire(String batchId, int retriedJobs, List<String> jobIds, String status) {}

  /** The answer of {@code PATCH /batch/{id}/jobs}. */
  record RenamedWire(int updated, List<String> errors) {}
}
