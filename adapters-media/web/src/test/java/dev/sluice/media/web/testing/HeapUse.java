package dev.sluice.media.web.testing;

import java.lang.ref.Reference;
import java.util.function.Supplier;

/** Measures what objects take of the heap. */
public final class HeapUse {
  private HeapUse() {}

  /**
   * Returns how many bytes are retained by what a supplier returns. Other threads must be quiet.
   */
  public static long of(Supplier<?> supplier) {
    long before = used();
    Object retained = supplier.get();
    long bytes = used() - before;
    Reference.reachabilityFence(retained);
    return bytes;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    // The second collection frees what the first one has only queued.
    System.gc();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
