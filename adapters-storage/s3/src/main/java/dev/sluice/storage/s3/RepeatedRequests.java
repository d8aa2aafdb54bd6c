package dev.sluice.storage.s3;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends the requests about one object, and sends a request again if it failed for a moment. {@link
 * #stop} ends the pauses, and no request is sent again afterwards. Thread-safe.
 */
final class RepeatedRequests {
  private static final Logger LOG = System.getLogger(RepeatedRequests.class.getName());

  private final S3Connection connection;
  private final String key;
  private final Repeats repeats;
  private final int spread;
  private final Set<CompletableFuture<Void>> pauses = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean logged = new AtomicBoolean();
  private volatile boolean stopped;

  /**
   * @param key the object, for the log
   * @param spread spreads the pauses: any number that differs from upload to upload
   */
  RepeatedRequests(S3Connection connection, String key, Repeats repeats, int spread) {
    this.connection = connection;
    this.key = key;
    this.repeats = repeats;
    this.spread = spread;
  }

  /**
   * Sends a request.
   *
   * @param request sends it once; called again for each repetition, in another thread
   * @param failed receives each failure, also those after which the request is sent again
   */
  <T> CompletableFuture<T> send(
      Supplier<CompletableFuture<T>> request, Consumer<Throwable> failed) {
    CompletableFuture<T> result = new CompletableFuture<>();
    new Request<>(request, failed, result).send();
    return result;
  }

  /** The failures of one request. Used by one thread at a time. */
  final class Failures {
    private int count;
    private long firstAt;

    /** Returns when the request may be sent again; empty if it has failed for good. */
    Optional<CompletableFuture<Void>> pauseAfter(Throwable failure) {
      long now = System.nanoTime();
      if (count++ == 0) {
        firstAt = now;
      }
      if (stopped || !S3Failures.isMomentary(failure)) {
        return Optional.empty();
      }
      Optional<Duration> pause =
          repeats.pause(count, Duration.ofNanos(now - firstAt), connection.askedPause(), spread);
      pause.ifPresent(length -> log(failure));
      return pause.map(RepeatedRequests.this::pause);
    }
  }

  private void log(Throwable failure) {
    // Once for each object: a store that is busy for a minute would fill the log.
    if (logged.compareAndSet(false, true)) {
      LOG.log(
          Level.INFO,
          "a request about {0} failed and is sent again: {1}",
          key,
          connection.failures().explain(failure).getMessage());
    }
  }

  private CompletableFuture<Void> pause(Duration length) {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    pauses.add(pause);
    if (stopped) {
      pause.complete(null);
    }
    return pause
        .completeOnTimeout(null, length.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, e) -> pauses.remove(pause));
  }

  /** Ends all pauses. A request in a pause fails as it failed before. */
  void stop() {
    stopped = true;
    pauses.forEach(pause -> pause.complete(null));
  }

  private final class Request<T> {
    private final Supplier<CompletableFuture<T>> request;
    private final Consumer<Throwable> failed;
    private final CompletableFuture<T> result;
    private final Failures failures = new Failures();

    Request(
        Supplier<CompletableFuture<T>> request,
        Consumer<Throwable> failed,
        CompletableFuture<T> result) {
      this.request = request;
      this.failed = failed;
      this.result = result;
    }

    void send() {
      try {
        var unused = request.get().whenComplete(this::ended);
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }

    private void ended(T value, Throwable failure) {
      if (failure == null) {
        result.complete(value);
        return;
      }
      try {
        failed.accept(failure);
        failures
            .pauseAfter(failure)
            .ifPresentOrElse(
                pause -> pause.thenRunAsync(() -> again(failure), connection.executor()),
                () -> result.completeExceptionally(failure));
      } catch (RuntimeException e) {
        // Such as the executor's, when the store is closed.
        result.completeExceptionally(failure);
      }
    }

    private void again(Throwable failure) {
      if (stopped) {
        result.completeExceptionally(failure);
        return;
      }
      send();
    }
  }
}
