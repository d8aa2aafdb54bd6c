package dev.sluice.http.api.events;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.http.api.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Writes one stream of events, from its first to its last. Not thread-safe. */
public final class EventWriter {
  private static final Logger LOG = System.getLogger(EventWriter.class.getName());

  /** How often it looks into the store, for what other processes do. */
  private static final long LOOK_MILLIS = 1_000;

  /** A store that takes long to answer is asked less often: a look costs a tenth of the time. */
  private static final long PAUSE_PER_LOOK = 10;

  /** Proxies close what is silent for half a minute. */
  private static final long SILENCE_MILLIS = 10_000;

  private final EventStreams.Stream stream;
  private final EventFeed feed;
  private final boolean single;
  private final OutputStream out;
  private final LongSupplier nanos;
  private long count;
  private boolean over;
  private long written;

  /**
   * @param single whether the stream ends with its job
   * @param nanos as {@link System#nanoTime()} tells them
   */
  public EventWriter(
      EventStreams.Stream stream,
      EventFeed feed,
      boolean single,
      OutputStream out,
      LongSupplier nanos) {
    this.stream = stream;
    this.feed = feed;
    this.single = single;
    this.out = out;
    this.nanos = nanos;
  }

  /**
   * Returns when the job is over, or the stream is to end.
   *
   * @throws IOException when the client went away, which is how most streams end
   */
  public void run() throws IOException, InterruptedException {
    // Asked before anything is sent: a store that is away can still be an answer of its own.
    List<EventFeed.News> first = feed.first();
    write("retry: 2000\n\n");
    send(first);
    long next = now() + LOOK_MILLIS;
    while (stream.goesOn() && !over) {
      long pause = Math.min(LOOK_MILLIS, Math.max(1, next - now()));
      Optional<Job> told = stream.next(pause);
      send(told.flatMap(feed::told).stream().toList());
      long began = now();
      if (!over && began >= next) {
        send(look());
        next = now() + Math.max(LOOK_MILLIS, PAUSE_PER_LOOK * (now() - began));
      }
      if (!over && now() - written >= SILENCE_MILLIS) {
        write(": still here\n\n");
      }
    }
  }

  private List<EventFeed.News> look() {
    try {
      return feed.look();
    } catch (SluiceException e) {
      LOG.log(Level.DEBUG, "The store does not answer; looking again in a second", e);
      return List.of();
    }
  }

  private void send(List<EventFeed.News> news) throws IOException {
    for (EventFeed.News one : news) {
      count++;
      String data = new String(Json.bytes(JobEventWire.of(one.job())), StandardCharsets.UTF_8);
      write("id: " + count + "\nevent: " + one.change().event() + "\ndata: " + data + "\n\n");
      over = over || (single && one.change() == JobChange.FINISHED);
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    written = now();
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }
}
