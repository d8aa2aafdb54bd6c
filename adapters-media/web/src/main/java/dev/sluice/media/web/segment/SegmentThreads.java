package dev.sluice.media.web.segment;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads that load segments. */
public final class SegmentThreads {
  private static final long IDLE_SECONDS = 5;

  private SegmentThreads() {}

  /** Returns an executor that starts as many threads as are needed; idle ones end soon. */
  public static ExecutorService start() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        work -> {
          Thread thread = new Thread(work, "sluice-segments-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
