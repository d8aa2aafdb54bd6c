package dev.sluice.http.api.events;

import dev.sluice.http.api.exchange.ClientConnection;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends one stream of events as its client takes it. Holds no thread while there is nothing to send
 * or the client takes nothing. Thread-safe.
 */
final class EventSender implements WriteListener {
  private static final Logger LOG = System.getLogger(EventSender.class.getName());

  private final EventStreams.Stream stream;
  private final EventText text;
  private final ServletOutputStream out;
  private final ClientConnection client;
  private final Executor executor;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** How often it was woken since its run began; a run that was woken meanwhile runs again. */
  private final AtomicInteger wakes = new AtomicInteger();

  private boolean unflushed;

  EventSender(
      EventStreams.Stream stream,
      EventText text,
      ServletOutputStream out,
      ClientConnection client,
      Executor executor) {
    this.stream = stream;
    this.text = text;
    this.out = out;
    this.client = client;
    this.executor = executor;
  }

  /** Returns a future that completes when the stream has ended. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** Sends what there is to send, in a thread of the executor. */
  void wake() {
    if (wakes.getAndIncrement() > 0) {
      return;
    }
    execute();
  }

  private void execute() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The server has stopped.
      done.complete(null);
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  @Override
  public void onWritePossible() {
    wake();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(Level.DEBUG, "The client of a stream of events went away", failure);
    done.complete(null);
  }

  private void run() {
    int seen = wakes.get();
    try {
      send();
    } catch (IOException | RuntimeException e) {
      onError(e);
    } catch (Throwable failure) {
      fail(failure);
    }
    if (wakes.addAndGet(-seen) > 0) {
      execute();
    }
  }

  // An Error, such as an exhausted heap, must not leave the stream open for ever.
  private void fail(Throwable failure) {
    try {
      LOG.log(Level.WARNING, "A stream of events ended with an error", failure);
    } finally {
      done.complete(null);
    }
  }

  private void send() throws IOException {
    while (!done.isDone()) {
      if (client.isClosed()) {
        done.complete(null);
        return;
      }
      boolean ready = out.isReady();
      if (!stream.isOpen()) {
        if (!ready) {
          // What is under way would never end.
          client.close();
        }
        done.complete(null);
        return;
      }
      if (!ready) {
        return;
      }
      if (unflushed) {
        unflushed = false;
        out.flush();
        continue;
      }
      if (text.isOver()) {
        done.complete(null);
        return;
      }
      byte[] bytes = text.next(stream::next);
      if (bytes.length == 0) {
        return;
      }
      out.write(bytes);
      unflushed = true;
    }
  }
}
