package dev.sluice.storage.s3;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The one lock of an object under way, and the one place where its writer waits: for room, for an
 * answer, or for being told to stop. Thread-safe.
 */
final class UploadMonitor {
  private final StageMonitor monitor;
  private boolean stopped;

  UploadMonitor(StageMonitor monitor) {
    this.monitor = monitor;
  }

  /** Changes something that a waiting writer may wait for. */
  synchronized void change(Runnable change) {
    change.run();
    notifyAll();
  }

  /** Wakes the writer for good: whatever it waits for now or later, it stops waiting. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /**
   * Waits until something holds.
   *
   * @throws SluiceException with the monitor's reason, if the job is to end
   * @throws IllegalStateException if somebody else closes the sink
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
   * Waits for an answer.
   *
   * @throws java.util.concurrent.CompletionException if it is a failure
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
