package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.JobId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.exchange.ClientConnection;
import dev.sluice.http.api.exchange.HttpThreads;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets requests wait for jobs. A request that waits holds no thread, and its permit is free again
 * soon after its client has closed the connection. Thread-safe.
 */
public final class LongPolls implements AutoCloseable {
  private static final long TICK_MILLIS = 250;

  /** How many of those that waited are answered at a time. */
  private static final int ANSWERERS = 4;

  private record Waiting(
      CompletableFuture<Void> over, ClientConnection client, long since, long nanos) {}

  private final ConcurrencyLimiter<TenantId> limiter;
  private final LongSupplier nanos;
  private final Set<Waiting> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(HttpThreads.named("sluice-http-polls-ticker"));
  private final ExecutorService answerers =
      Executors.newFixedThreadPool(ANSWERERS, HttpThreads.named("sluice-http-polls"));
  private volatile boolean stopping;

  /**
   * @param nanos the time as of {@link System#nanoTime()}
   */
  public LongPolls(ConcurrencyLimiter<TenantId> limiter, LongSupplier nanos) {
    this.limiter = limiter;
    this.nanos = nanos;
    ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Answers when the job has ended, the time is up, the client has left, or the server stops.
   *
   * @param answer answers the request with the job's state at that moment
   * @throws dev.sluice.http.api.error.ApiError if the tenant, or all, have too many
   */
  void answerLater(Context ctx, Tenant tenant, JobId job, Duration length, Runnable answer) {
    ConcurrencyLimiter.Permit permit = limiter.acquire(tenant.id());
    CompletableFuture<?> ended = tenant.completion(job);
    CompletableFuture<Void> over = new CompletableFuture<>();
    Waiting waiting =
        new Waiting(over, ClientConnection.of(ctx), nanos.getAsLong(), length.toNanos());
    // However it ended: the answer shows the state, or fails as any request for that job does.
    ended.whenComplete((nothing, failure) -> over.complete(null));
    over.whenComplete(
        (nothing, failure) -> {
          open.remove(waiting);
          ended.cancel(false);
          permit.close();
        });
    open.add(waiting);
    if (stopping || over.isDone()) {
      open.remove(waiting);
      over.complete(null);
    }
    ctx.future(() -> over.thenRunAsync(answer, answerers));
  }

  private void tick() {
    for (Waiting one : open) {
      boolean late = nanos.getAsLong() - one.since >= one.nanos;
      if (late || one.client.isClosed()) {
        one.over.complete(null);
      }
    }
  }

  /** Returns how many wait right now. */
  public int waiting() {
    return limiter.held();
  }

  /** Answers all that wait, and lets no other wait. */
  public void stop() {
    stopping = true;
    open.forEach(waiting -> waiting.over.complete(null));
  }

  /** Stops its threads; requests must have ended before. */
  @Override
  public void close() {
    ticker.shutdownNow();
    answerers.shutdownNow();
  }
}
