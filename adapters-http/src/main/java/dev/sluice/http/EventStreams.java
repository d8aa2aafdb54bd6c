package dev.sluice.http;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Owner;
import dev.sluice.core.port.StageMonitor.Registration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The open streams of events. Each holds a thread and a queue, so there are only so many; a queue
 * that is full ends its stream, since whoever tells is the engine and must not wait. Thread-safe.
 */
final class EventStreams implements AutoCloseable {
  static final int MOST_QUEUED = 1_000;

  private final Places places;
  private final List<Stream> open = new CopyOnWriteArrayList<>();
  private final Registration listening;
  private volatile boolean stopping;

  EventStreams(Sluice sluice, Places places) {
    this.places = places;
    this.listening = sluice.onEvent(this::tell);
  }

  /**
   * Opens a stream.
   *
   * @param only the one job to follow; empty for all of the owner's
   * @throws Refusal if there are too many already
   */
  Stream open(Owner owner, Optional<JobId> only) {
    if (stopping) {
      throw Refusal.stopping();
    }
    Stream stream = new Stream(places.take(owner), owner, only);
    open.add(stream);
    return stream;
  }

  /** How many are open right now. */
  int size() {
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
  final class Stream implements AutoCloseable {
    private final Places.Place place;
    private final Owner owner;
    private final Optional<JobId> only;
    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
    private volatile boolean overrun;

    private Stream(Places.Place place, Owner owner, Optional<JobId> only) {
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
    boolean goesOn() {
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
