package dev.sluice.core;

import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.RandomSource;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** The one place where core reaches for the machine: what an embedder gets who hands in nothing. */
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
