package dev.sluice.http.api.routes;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Page;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.JobCommand;
import dev.sluice.http.api.request.ListQuery;
import dev.sluice.http.api.request.QueryNumbers;
import dev.sluice.http.api.wire.JobListWire;
import dev.sluice.http.api.wire.JobWire;
import dev.sluice.http.api.wire.SubmitResultWire;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** The calls under {@code /jobs}. */
public final class JobRoutes {
  private static final Duration LINK_VALIDITY = Duration.ofHours(24);

  /** Below the 60 seconds after which nginx and other proxies give up by default. */
  private static final int LONGEST_WAIT_SECONDS = 55;

  private final Sluice sluice;
  private final LongPolls polls;

  public JobRoutes(Sluice sluice, LongPolls polls) {
    this.sluice = sluice;
    this.polls = polls;
  }

  public void create(Context ctx, Tenant tenant) throws IOException {
    JsonFields body = RequestBody.fields(ctx);
    JobCommand command = JobCommand.parse(body, tenant::violations);
    new IdempotentCall("/jobs", SubmitResultWire::of)
        .run(
            ctx,
            body.body(),
            command.destination(tenant),
            (once, answer) ->
                once.submit(command.request(), command.show(), command.start(), answer));
  }

  public void find(Context ctx, Tenant tenant) {
    int seconds = QueryNumbers.get(ctx, "wait", 0, LONGEST_WAIT_SECONDS, 0);
    Job job = job(ctx, tenant);
    if (seconds == 0 || job.status().isFinal()) {
      show(ctx, tenant, job);
      return;
    }
    polls.answerLater(
        ctx,
        tenant,
        job.id(),
        Duration.ofSeconds(seconds),
        () -> show(ctx, tenant, job(ctx, tenant)));
  }

  private void show(Context ctx, Tenant tenant, Job job) {
    JobWire wire = JobWire.of(job, sluice.links(job, LINK_VALIDITY), tenant.webhooks().about(job));
    // A link in it is valid for a day, and its status for a moment.
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, wire);
  }

  public void list(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 20);
    Page<Job> page = query.page(tenant);
    ctx.header("Cache-Control", "no-store");
    ResponseWriter.json(ctx, 200, JobListWire.of(page, query.limit(), query.offset()));
  }

  public void cancel(Context ctx, Tenant tenant) {
    JobId id = job(ctx, tenant).id();
    if (!tenant.cancel(id)) {
      throw ApiError.notCancellable();
    }
    ResponseWriter.json(ctx, 200, new CancelledWire("Job cancelled successfully", id.toString()));
  }

  public void retry(Context ctx, Tenant tenant) {
    Job job = job(ctx, tenant);
    JobId id = job.id();
    Job again = tenant.retry(id).orElseThrow(() -> notRetryable(job));
    if (again.mayBeRetried()) {
      throw ApiError.retriedInVain(again.id().toString());
    }
    ResponseWriter.json(
        ctx,
        200,
        new RetriedWire(again.id().toString(), id.toString(), "Job re-queued successfully"));
  }

  public void deleteFile(Context ctx, Tenant tenant) {
    JobId id = job(ctx, tenant).id();
    String key = tenant.deleteFile(id).map(ObjectPath::value).orElseThrow(ApiError::noFile);
    ResponseWriter.json(
        ctx, 200, new FileDeletedWire("File deleted successfully", id.toString(), key));
  }

  public void redeliver(Context ctx, Tenant tenant) {
    Job job = job(ctx, tenant);
    if (!tenant.webhooks().redeliver(job.id())) {
      throw job.request().webhook().isEmpty() ? ApiError.noWebhook() : ApiError.notOver();
    }
    ResponseWriter.json(
        ctx, 200, new RedeliveredWire("Webhook will be delivered again", job.id().toString()));
  }

  private static ApiError notRetryable(Job job) {
    return job.mayBeRetried() ? ApiError.retriedAlready() : ApiError.notRetryable();
  }

  private static Job job(Context ctx, Tenant tenant) {
    return JobId.parse(ctx.pathParam("id")).flatMap(tenant::find).orElseThrow(ApiError::noSuchJob);
  }

  /** The answer of {@code DELETE /jobs/{id}}. */
  record CancelledWire(String message, String jobId) {}

  /** The answer of {@code DELETE /jobs/{id}/file}. */
  record FileDeletedWire(String message, String jobId, String deletedKey) {}

  /** The answer of {@code POST /jobs/{id}/webhook/redeliver}. */
  record RedeliveredWire(String message, String jobId) {}

  /** The answer of {@code POST /jobs/{id}/retry}. */
  record RetriedWire(String jobId, String originalJobId, String message) {}
}
