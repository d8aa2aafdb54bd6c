package dev.sluice.core.port.store;

import java.util.UUID;

/** Where ids come from. Thread-safe; no two are equal. */
@FunctionalInterface
public interface IdSource {
  UUID next();
}
