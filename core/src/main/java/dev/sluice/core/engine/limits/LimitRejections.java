package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.FailureCategory;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells listeners in this process which submits a limit of their owner forbade. Thread-safe. */
public final class LimitRejections {
  private final List<Consumer<FailureCode>> listeners = new CopyOnWriteArrayList<>();

  /** With none counted yet. */
  public LimitRejections() {}

  /**
   * @param listener is called by the submitting thread: it is to be quick, and to throw nothing
   */
  public Registration listen(Consumer<FailureCode> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Does it, and tells of it if a limit forbids it. */
  public <T> T watched(Supplier<T> submit) {
    try {
      return submit.get();
    } catch (SluiceException e) {
      if (e.code().category() == FailureCategory.LIMIT) {
        listeners.forEach(listener -> listener.accept(e.code()));
      }
      throw e;
    }
  }
}
