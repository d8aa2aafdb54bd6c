package dev.sluice.http.api.events;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.exchange.ConcurrencyLimiter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The open streams of events. Each holds a thread and a queue, so there are only so many; a queue
 * that is full ends its stream, since whoever tells is the engine and must not wait. Thread-safe.
 */
public final class EventStreams implements AutoCloseable {
  public static final int MOST_QUEUED = 1_000;

  private final ConcurrencyLimiter places;
  private final List<Stream> open = new CopyOnWriteArrayList<>();
  private final Registration listening;
  private volatile boolean stopping;

  public EventStreams(Sluice sluice, ConcurrencyLimiter places) {
    this.places = places;
    this.listening = sluice.onEvent(this::tell);
  }

  /**
   * Opens a stream.
   *
   * @param only the one job to follow; empty for all of the owner's
   * @throws ApiError if there are too many already
   */
  public Stream open(TenantId owner, Optional<JobId> only) {
    if (stopping) {
      throw ApiError.stopping();
    }
    Stream stream = new Stream(places.take(owner), owner, only);
    open.add(stream);
    return stream;
  }

  /** How many are open right now. */
  public int size() {
    return open.size();
  }

  private void tell(JobEvent event) {
    for (Stream stream : open) {
      stream.offer(event.job());
    }
  }

  /** Lets every stream end. */
  @Override
  public void close() {
    stopping = true;
    listening.close();
  }

  /** What was told to one client and waits to be sent. */
  public final class Stream implements AutoCloseable {
    private final ConcurrencyLimiter.Permit place;
    private final TenantId owner;
    private final Optional<JobId> only;
    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
    private volatile boolean overrun;

    private Stream(ConcurrencyLimiter.Permit place, TenantId owner, Optional<JobId> only) {
      this.place = place;
      this.owner = owner;
      this.only = only;
    }

    private void offer(Job job) {
      boolean wanted =
          !overrun && job.owner().equals(owner) && only.map(id -> id.equals(job.id())).orElse(true);
      if (wanted && !queue.offer(job)) {
        overrun = true;
        queue.clear();
      }
    }

    /** Whether there is a point in going on. */
    public boolean goesOn() {
      return !stopping && !overrun;
    }

    /** The next job that something happened to; empty if nothing did for so long. */
    Optional<Job> next(long millis) throws InterruptedException {
      return Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
      open.remove(this);
      place.close();
    }
  }
}
