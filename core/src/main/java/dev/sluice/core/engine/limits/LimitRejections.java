package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes submits that a limit of their tenant rejected to listeners in this process.
 * Thread-safe.
 */
public final class LimitRejections {
  private final List<Consumer<FailureCode>> listeners = new CopyOnWriteArrayList<>();

  /** Creates a publisher without listeners. */
  public LimitRejections() {}

  /**
   * Adds a listener.
   *
   * @param listener runs in the submitting thread: it must return quickly and throw nothing
   */
  public Registration listen(Consumer<FailureCode> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Runs the submit, and publishes its failure if a limit rejects it. */
  public <T> T monitoring(Supplier<T> submit) {
    try {
      return submit.get();
    } catch (SluiceException e) {
      if (e.code().category() == FailureCode.Category.LIMIT) {
        listeners.forEach(listener -> listener.accept(e.code()));
      }
      throw e;
    }
  }
}
