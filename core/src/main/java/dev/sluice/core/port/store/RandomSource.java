package dev.sluice.core.port.store;

/**
 * A source of unpredictable bytes, of which secrets are made. Thread-safe. {@code new
 * SecureRandom()::nextBytes} is one.
 */
@FunctionalInterface
public interface RandomSource {
  /** Fills the array. */
  void fill(byte[] bytes);
}
