package dev.sluice.http.api.events;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Writes one stream of events from its first to its last. Not thread-safe. */
public final class EventWriter {
  private static final Logger LOG = System.getLogger(EventWriter.class.getName());

  /** The pause between two queries of the store, for the changes of other processes. */
  private static final long POLL_MILLIS = 1_000;

  /** A slow store is asked less often: queries take at most a tenth of the time. */
  private static final long PAUSE_PER_POLL = 10;

  /** Proxies close a connection that is silent for half a minute. */
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
   * @param nanos the time as of {@link System#nanoTime()}
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
   * Writes until the job has ended, or the stream is closed.
   *
   * @throws IOException if the client disconnects, which is how most streams end
   */
  public void run() throws IOException, InterruptedException {
    // Before anything is sent: if the store is unavailable, that can still be the status code.
    List<EventFeed.Change> first = feed.first();
    write("retry: 2000\n\n");
    send(first);
    long next = now() + POLL_MILLIS;
    while (stream.isOpen() && !over) {
      long pause = Math.min(POLL_MILLIS, Math.max(1, next - now()));
      send(stream.next(pause).flatMap(feed::changeTo).stream().toList());
      long began = now();
      if (!over && began >= next) {
        send(poll());
        next = now() + Math.max(POLL_MILLIS, PAUSE_PER_POLL * (now() - began));
      }
      if (!over && now() - written >= SILENCE_MILLIS) {
        write(": still here\n\n");
      }
    }
  }

  private List<EventFeed.Change> poll() {
    try {
      return feed.poll();
    } catch (SluiceException e) {
      LOG.log(Level.DEBUG, "The store does not answer; asking it again in a second", e);
      return List.of();
    }
  }

  private void send(List<EventFeed.Change> changes) throws IOException {
    for (EventFeed.Change one : changes) {
      count++;
      String data = new String(Json.bytes(JobEventWire.of(one.job())), StandardCharsets.UTF_8);
      write("id: " + count + "\nevent: " + one.kind().event() + "\ndata: " + data + "\n\n");
      over = over || (single && one.kind() == JobChange.FINISHED);
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
