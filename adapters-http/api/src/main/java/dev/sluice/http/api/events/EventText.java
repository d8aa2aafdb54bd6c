package dev.sluice.http.api.events;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.http.api.json.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The text of one stream of events, from its first to its last. Not thread-safe. */
final class EventText {
  /** The id of the event that ends the stream of a job; a client that has it needs no more. */
  static final String LAST_ID = "end";

  private static final Logger LOG = System.getLogger(EventText.class.getName());

  /** The pause between two queries of the store, for the changes of other processes. */
  private static final long POLL_MILLIS = 1_000;

  /** A slow store is asked less often: queries take at most a tenth of the time. */
  private static final long PAUSE_PER_POLL = 10;

  /** Proxies close a connection that is silent for half a minute. */
  private static final long SILENCE_MILLIS = 10_000;

  private final EventFeed feed;
  private final boolean single;
  private final LongSupplier nanos;
  private final StringBuilder text = new StringBuilder();
  private long count;
  private boolean over;
  private long written;
  private long nextPoll;

  /**
   * Reads the state of the jobs from the store.
   *
   * @param single whether the stream ends with its job
   * @param nanos the time as of {@link System#nanoTime()}
   * @throws SluiceException if the store fails
   */
  EventText(EventFeed feed, boolean single, LongSupplier nanos) {
    this.feed = feed;
    this.single = single;
    this.nanos = nanos;
    text.append("retry: 2000\n\n");
    append(feed.first());
    nextPoll = now() + POLL_MILLIS;
  }

  /** Returns whether the last event has been returned. */
  boolean isOver() {
    return over && text.isEmpty();
  }

  /**
   * Returns what is to be sent now; empty if nothing is.
   *
   * @param queue returns the next job with an event
   */
  byte[] next(Supplier<Optional<Job>> queue) {
    for (Optional<Job> job = queue.get(); !over && job.isPresent(); job = queue.get()) {
      append(job.flatMap(feed::changeTo).stream().toList());
    }
    long began = now();
    if (!over && began >= nextPoll) {
      append(poll());
      nextPoll = now() + Math.max(POLL_MILLIS, PAUSE_PER_POLL * (now() - began));
    }
    if (!over && text.isEmpty() && now() - written >= SILENCE_MILLIS) {
      text.append(": still here\n\n");
    }
    if (text.isEmpty()) {
      return new byte[0];
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    written = now();
    return bytes;
  }

  private List<EventFeed.Change> poll() {
    try {
      return feed.poll();
    } catch (SluiceException e) {
      LOG.log(Level.DEBUG, "The store does not answer; asking it again in a second", e);
      return List.of();
    }
  }

  private void append(List<EventFeed.Change> changes) {
    for (EventFeed.Change one : changes) {
      count++;
      String data = new String(Json.bytes(JobEventWire.of(one.job())), StandardCharsets.UTF_8);
      boolean last = single && one.kind() == JobChange.FINISHED;
      text.append("id: ")
          .append(last ? LAST_ID : Long.toString(count))
          .append("\nevent: ")
          .append(one.kind().event());
      text.append("\ndata: ").append(data).append("\n\n");
      if (last) {
        over = true;
        return;
      }
    }
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }
}
