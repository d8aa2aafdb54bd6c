package dev.sluice.core;

import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.RandomSource;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The defaults that come from the machine: clock, ids, randomness and processors. No other class of
 * core reads these directly.
 */
final class SystemDefaults {
  private SystemDefaults() {}

  static InstantSource clock() {
    return InstantSource.system();
  }

  static IdSource ids() {
    return UUID::randomUUID;
  }

  static RandomSource random() {
    return new SecureRandom()::nextBytes;
  }

  static long nanoTime() {
    return System.nanoTime();
  }

  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
