package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.Accepted;
import dev.sluice.core.Sluice;
import dev.sluice.core.Submitting;
import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Page;
import dev.sluice.core.request.ObjectPath;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;

/** The calls under {@code /jobs}. */
final class JobRoutes {
  private static final Duration LINK_VALIDITY = Duration.ofHours(24);
  private static final int LONGEST_WAIT_SECONDS = 60;

  private final Sluice sluice;
  private final LongPolls polls;

  JobRoutes(Sluice sluice, LongPolls polls) {
    this.sluice = sluice;
    this.polls = polls;
  }

  void create(Context ctx, Tenant tenant) throws IOException {
    JsonNode body = Body.object(ctx);
    Tenant to = StorageFields.destination(body, tenant);
    try (Submitting submitting = IdempotencyHeader.submitting(ctx, "/jobs", body, to)) {
      if (submitting.answer().isPresent()) {
        IdempotencyHeader.again(ctx, submitting.answer().get());
        return;
      }
      JobRequestWire.Asked asked = JobRequestWire.readAny(body, tenant::violations);
      Accepted accepted =
          submitting.accept(
              asked.request(),
              asked.show().options(),
              asked.show().paused(),
              made -> IdempotencyHeader.kept(AcceptedWire.of(made)));
      Answers.json(ctx, 201, AcceptedWire.of(accepted));
    }
  }

  void find(Context ctx, Tenant tenant) throws InterruptedException {
    int seconds = QueryNumbers.get(ctx, "wait", 0, LONGEST_WAIT_SECONDS, 0);
    Job job = job(ctx, tenant);
    if (seconds > 0) {
      job = polls.await(tenant, job, Duration.ofSeconds(seconds));
    }
    JobWire wire = JobWire.of(job, sluice.links(job, LINK_VALIDITY), tenant.webhooks().about(job));
    // A link in it lives for a day, and a status for a moment.
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, wire);
  }

  void list(Context ctx, Tenant tenant) {
    ListQuery query = ListQuery.of(ctx, 20);
    Page<Job> page = query.page(tenant);
    ctx.header("Cache-Control", "no-store");
    Answers.json(ctx, 200, JobListWire.of(page, query.limit(), query.offset()));
  }

  void cancel(Context ctx, Tenant tenant) {
    JobId id = job(ctx, tenant).id();
    if (!tenant.cancel(id)) {
      throw Refusal.notCancellable();
    }
    Answers.json(ctx, 200, new CancelledWire("Job cancelled successfully", id.toString()));
  }

  void retry(Context ctx, Tenant tenant) {
    Job job = job(ctx, tenant);
    JobId id = job.id();
    Job again = tenant.retry(id).orElseThrow(() -> notRetryable(job));
    Answers.json(
        ctx,
        200,
        new RetriedWire(again.id().toString(), id.toString(), "Job re-queued successfully"));
  }

  void deleteFile(Context ctx, Tenant tenant) {
    JobId id = job(ctx, tenant).id();
    String key = tenant.deleteFile(id).map(ObjectPath::value).orElseThrow(Refusal::noFile);
    Answers.json(ctx, 200, new FileDeletedWire("File deleted successfully", id.toString(), key));
  }

  void redeliver(Context ctx, Tenant tenant) {
    Job job = job(ctx, tenant);
    if (!tenant.webhooks().redeliver(job.id())) {
      throw job.request().webhook().isEmpty() ? Refusal.noWebhook() : Refusal.notOver();
    }
    Answers.json(
        ctx, 200, new RedeliveredWire("Webhook will be delivered again", job.id().toString()));
  }

  private static Refusal notRetryable(Job job) {
    return job.mayBeRetried() ? Refusal.retriedAlready() : Refusal.notRetryable();
  }

  private static Job job(Context ctx, Tenant tenant) {
    return JobId.parse(ctx.pathParam("id")).flatMap(tenant::find).orElseThrow(Refusal::noSuchJob);
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
