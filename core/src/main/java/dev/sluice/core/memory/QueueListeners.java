package dev.sluice.core.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners for new jobs. Thread-safe. */
final class QueueListeners {
  private static final System.Logger LOG = System.getLogger(QueueListeners.class.getName());

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  void add(Runnable listener) {
    listeners.add(Objects.requireNonNull(listener));
  }

  void notifyAllListeners() {
    for (Runnable listener : new ArrayList<>(listeners)) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "A listener for new jobs failed", e);
      }
    }
  }
}
