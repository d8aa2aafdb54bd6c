package dev.sluice.testkit.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until other threads have made a condition true, with a generous limit. */
public final class Waiting {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(2);

  private Waiting() {}

  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the condition did not become true within " + LIMIT);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
