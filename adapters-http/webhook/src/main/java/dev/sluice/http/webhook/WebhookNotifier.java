package dev.sluice.http.webhook;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.shared.RetryAfter;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Delivers notifications by a signed POST of JSON. An attempt lasts at most {@link #LIMIT}, follows
 * no redirect, and ends with the head of the response: its body is not read. Thread-safe.
 */
public final class WebhookNotifier implements Notifier {
  /** The longest that one attempt may take. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private final WebClient web;
  private final InstantSource clock;
  private final WebhookFailureType failureType;
  private final Duration limit;

  public WebhookNotifier(WebClient web, InstantSource clock, WebhookFailureType failureType) {
    this(web, clock, failureType, LIMIT);
  }

  WebhookNotifier(
      WebClient web, InstantSource clock, WebhookFailureType failureType, Duration limit) {
    this.web = web;
    this.clock = clock;
    this.failureType = failureType;
    this.limit = limit;
  }

  @Override
  public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
    return post(
        messageId(notification, job),
        notification.target(),
        body(notification.kind(), job, link),
        secret);
  }

  @Override
  public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
    return post(
        notification.id().toString(),
        notification.target(),
        WebhookBodies.batchCompleted(batch),
        secret);
  }

  // A job ends once, so its id names the message about its end, however often that is sent. A batch
  // ends again after a retry, and another attempt reports its steps again.
  private static String messageId(Notification notification, Job job) {
    return notification.kind().isProgress() ? notification.id().toString() : job.id().toString();
  }

  private Outcome post(String id, WebhookTarget target, byte[] body, Secret secret) {
    Instant began = clock.instant();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Sluice-Webhook");
    headers.putAll(WebhookSignatures.headers(id, began.getEpochSecond(), body, secret));
    WebClient.Request request = WebClient.Request.post(target.uri(), headers, body, limit);
    try (WebClient.Response response = web.send(request, this::endInTime)) {
      return outcome(response, since(began));
    } catch (SluiceException e) {
      return undelivered("The webhook could not be delivered: " + sentence(e), since(began));
    }
  }

  private byte[] body(Notification.Kind kind, Job job, Optional<URI> link) {
    return switch (kind) {
      case JOB_COMPLETED -> WebhookBodies.completed(job, link);
      case JOB_FAILED -> WebhookBodies.failed(job, failureType);
      case JOB_WARNING -> WebhookBodies.warning(job);
      case JOB_SKIPPED -> WebhookBodies.skipped(job);
      case PROGRESS_DOWNLOADING -> WebhookBodies.progress(job, "downloading", 0);
      case PROGRESS_DOWNLOAD_COMPLETE -> WebhookBodies.progress(job, "download_complete", 33);
      case PROGRESS_MUXING -> WebhookBodies.progress(job, "muxing", 33);
      case PROGRESS_MUX_COMPLETE -> WebhookBodies.progress(job, "mux_complete", 66);
      case PROGRESS_UPLOADING -> WebhookBodies.progress(job, "uploading", 66);
      case PROGRESS_COMPLETED -> WebhookBodies.progress(job, "completed", 100);
      case BATCH_COMPLETED ->
          throw new IllegalArgumentException(
              "a notification about a batch names the job " + job.id());
    };
  }

  // The client's timeout holds for each part of a request; this one for all of it together.
  private StageMonitor.Registration endInTime(Runnable end) {
    Executor late = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> timer = CompletableFuture.runAsync(end, late);
    return () -> timer.cancel(false);
  }

  private String sentence(SluiceException e) {
    return switch (e.code()) {
      case SOURCE_STALLED, CANCELLED -> "no answer within " + limit.toSeconds() + " s";
      default -> e.getMessage();
    };
  }

  private Outcome outcome(WebClient.Response response, Duration took) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return Outcome.taken(took);
    }
    if (status == 410) {
      return new Outcome(
          false,
          true,
          Optional.of("The receiver answered 410: it is gone"),
          Optional.empty(),
          took);
    }
    String error =
        status >= 300 && status < 400
            ? "The receiver answered " + status + ", and a webhook follows no redirect"
            : "The receiver answered " + status;
    return new Outcome(false, false, isRejected(status), Optional.of(error), pause(response), took);
  }

  // Too late, too early, too often: the same message may be welcome later.
  private static boolean isRejected(int status) {
    return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
  }

  private static Outcome undelivered(String error, Duration took) {
    return new Outcome(false, false, Optional.of(error), Optional.empty(), took);
  }

  // A date is measured by our clock, since the contract takes one from receivers without a Date.
  private Optional<Duration> pause(WebClient.Response response) {
    return response
        .header("Retry-After")
        .flatMap(text -> RetryAfter.parse(text, Optional.of(clock.instant())));
  }

  private Duration since(Instant began) {
    Duration took = Duration.between(began, clock.instant());
    return took.isNegative() ? Duration.ZERO : took;
  }
}
