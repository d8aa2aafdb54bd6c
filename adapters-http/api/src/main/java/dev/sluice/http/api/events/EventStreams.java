package dev.sluice.http.api.events;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The open streams of events. Each holds a thread and a queue, so their number is limited. A full
 * queue ends its stream: the engine publishes events and must not wait. Thread-safe.
 */
public final class EventStreams implements AutoCloseable {
  public static final int MAX_QUEUED = 1_000;

  private final ConcurrencyLimiter limiter;
  private final List<Stream> open = new CopyOnWriteArrayList<>();
  private final Registration registration;
  private volatile boolean stopping;

  public EventStreams(Sluice sluice, ConcurrencyLimiter limiter) {
    this.limiter = limiter;
    this.registration = sluice.onEvent(this::publish);
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
  }

  /** The queue of one client: jobs with an event that is not sent yet. */
  public final class Stream implements AutoCloseable {
    private final ConcurrencyLimiter.Permit permit;
    private final TenantId tenant;
    private final Optional<JobId> only;
    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private volatile boolean overrun;

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
    }

    /** Returns whether the stream is open: the server runs, and the queue was never full. */
    public boolean isOpen() {
      return !stopping && !overrun;
    }

    /** Returns the next job with an event; empty if there is none within the time. */
    Optional<Job> next(long millis) throws InterruptedException {
      return Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
      open.remove(this);
      permit.close();
    }
  }
}
