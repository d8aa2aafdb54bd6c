package dev.sluice.storage.jdbc.jobs;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wakes the workers of this process when jobs are inserted. Thread-safe. */
public class QueueWakeups implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(QueueWakeups.class.getName());

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  final void add(Runnable listener) {
    listeners.add(Objects.requireNonNull(listener));
  }

  /** Wakes the workers. Called after the commit. */
  public void wakeEverywhere() {
    wakeHere();
  }

  public final void wakeHere() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "A listener for new jobs failed", e);
      }
    }
  }

  @Override
  public void close() {}
}
