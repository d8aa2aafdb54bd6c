package dev.sluice.app.wiring;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** Resources that are closed in reverse order, each whatever the others throw. Thread-safe. */
final class ResourceStack implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ResourceStack.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T part) {
    opened.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, part.getClass().getSimpleName() + " could not be closed", e);
      }
    }
  }
}
