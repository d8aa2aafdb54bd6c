package dev.sluice.core.port.store;

/**
 * A source of unpredictable bytes for making secrets. Thread-safe. {@code new
 * SecureRandom()::nextBytes} is one.
 */
@FunctionalInterface
public interface RandomSource {
  /** Fills the array with unpredictable bytes. */
  void fill(byte[] bytes);
}
