package dev.sluice.core.port.store;

import java.util.UUID;

/** A source of unique ids. Thread-safe. */
@FunctionalInterface
public interface IdSource {
  /** Returns an id that differs from all ids before. */
  UUID next();
}
