package dev.sluice.storage.s3;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The lock of an upload, and the point at which its writer waits: for memory, for a response, or to
 * be stopped. Thread-safe.
 */
final class UploadMonitor {
  private final StageMonitor monitor;
  private boolean stopped;

  UploadMonitor(StageMonitor monitor) {
    this.monitor = monitor;
  }

  /** Makes a change that a waiting writer may wait for. */
  synchronized void change(Runnable change) {
    try {
      change.run();
    } finally {
      // A change that fails may have changed something.
      notifyAll();
    }
  }

  /** Stops the writer: it waits no longer, now or later. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /**
   * Waits until a condition holds.
   *
   * @throws SluiceException with the monitor's reason, if the job shall end
   * @throws IllegalStateException if another thread closes the sink
   */
  synchronized void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      requireGoingOn();
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SluiceException(FailureCode.INTERRUPTED, "The upload was interrupted.", e);
      }
    }
  }

  /**
   * Waits for a response.
   *
   * @throws java.util.concurrent.CompletionException if the request failed
   */
  <T> T await(CompletableFuture<T> answer) {
    var unused = answer.whenComplete((value, e) -> change(() -> {}));
    await(answer::isDone);
    return answer.join();
  }

  synchronized void requireGoingOn() {
    monitor.check();
    if (stopped) {
      throw new IllegalStateException("the sink was closed while it was used");
    }
  }
}
