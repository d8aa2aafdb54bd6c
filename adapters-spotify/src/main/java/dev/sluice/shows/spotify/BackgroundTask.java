package dev.sluice.shows.spotify;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A task in a thread of its own while its caller waits for another service. It has a deadline, so
 * it ends by itself even if nobody waits for its result.
 */
final class BackgroundTask<T> {
  private final FutureTask<T> task;

  private BackgroundTask(FutureTask<T> task) {
    this.task = task;
  }

  static <T> BackgroundTask<T> begin(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "sluice-show-lookup");
    thread.setDaemon(true);
    thread.start();
    return new BackgroundTask<>(task);
  }

  /**
   * Waits for the result.
   *
   * @throws SluiceException a copy of what the work threw; INTERRUPTED
   */
  T result() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SluiceException known) {
        throw known.copy();
      }
      throw new SluiceException(
          FailureCode.INTERNAL, "The show could not be looked up", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The expansion was interrupted", e);
    }
  }
}
