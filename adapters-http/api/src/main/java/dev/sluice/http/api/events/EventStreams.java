package dev.sluice.http.api.events;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ClientConnection;
import dev.sluice.http.api.exchange.HttpThreads;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import jakarta.servlet.ServletOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The open streams of events. Each holds a queue, so their number is limited. A full queue ends its
 * stream: the engine publishes events and must not wait. A few threads serve all of them.
 * Thread-safe.
 */
public final class EventStreams implements AutoCloseable {
  public static final int MAX_QUEUED = 1_000;

  /** The streams that read the store or write at a time. */
  private static final int THREADS = 4;

  /** The pause after which a stream notices that its client has left, or that it must poll. */
  private static final long TICK_MILLIS = 250;

  private final ConcurrencyLimiter<TenantId> limiter;
  private final List<Stream> open = new CopyOnWriteArrayList<>();
  private final Registration registration;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(THREADS, HttpThreads.named("sluice-http-events"));
  private volatile boolean stopping;

  public EventStreams(Sluice sluice, ConcurrencyLimiter<TenantId> limiter) {
    this.limiter = limiter;
    this.registration = sluice.onEvent(this::publish);
    threads.scheduleWithFixedDelay(
        () -> open.forEach(Stream::wake), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens a stream.
   *
   * @param only the job to follow; empty for all jobs of the tenant
   * @throws ApiError if there are too many already
   */
  public Stream open(TenantId tenant, Optional<JobId> only) {
    if (stopping) {
      throw ApiError.stopping();
    }
    Stream stream = new Stream(limiter.acquire(tenant), tenant, only);
    open.add(stream);
    return stream;
  }

  /** Returns how many are open right now. */
  public int size() {
    return open.size();
  }

  private void publish(JobEvent event) {
    for (Stream stream : open) {
      stream.offer(event.job());
    }
  }

  /** Ends every stream. */
  @Override
  public void close() {
    stopping = true;
    registration.close();
    open.forEach(Stream::wake);
  }

  /** Stops its threads; the streams must have ended before. */
  public void stopThreads() {
    threads.shutdownNow();
  }

  /** The queue of one client: jobs with an event that is not sent yet. */
  public final class Stream implements AutoCloseable {
    private final ConcurrencyLimiter.Permit permit;
    private final TenantId tenant;
    private final Optional<JobId> only;
    private final Queue<Job> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private volatile boolean overrun;
    private volatile Runnable sender = () -> {};

    private Stream(ConcurrencyLimiter.Permit permit, TenantId tenant, Optional<JobId> only) {
      this.permit = permit;
      this.tenant = tenant;
      this.only = only;
    }

    private void offer(Job job) {
      boolean wanted =
          !overrun
              && job.tenant().equals(tenant)
              && only.map(id -> id.equals(job.id())).orElse(true);
      if (wanted && !queue.offer(job)) {
        overrun = true;
        queue.clear();
      }
      if (wanted) {
        wake();
      }
    }

    /**
     * Sends the stream until it ends, and then closes it.
     *
     * @return completes when the stream has ended
     */
    CompletableFuture<Void> send(EventText text, ServletOutputStream out, ClientConnection client) {
      EventSender sending = new EventSender(this, text, out, client, threads);
      sending.done().whenComplete((nothing, failure) -> close());
      // Before it can be woken: until then the stream would block.
      out.setWriteListener(sending);
      sender = sending::wake;
      return sending.done();
    }

    private void wake() {
      sender.run();
    }

    /** Returns whether the stream is open: the server runs, and the queue was never full. */
    public boolean isOpen() {
      return !stopping && !overrun;
    }

    /** Returns the next job with an event; empty if there is none now. */
    Optional<Job> next() {
      return Optional.ofNullable(queue.poll());
    }

    @Override
    public void close() {
      open.remove(this);
      permit.close();
    }
  }
}
