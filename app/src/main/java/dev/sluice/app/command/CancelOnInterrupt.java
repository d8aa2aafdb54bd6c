package dev.sluice.app.command;

import dev.sluice.app.wiring.LocalSluice;
import dev.sluice.core.job.JobId;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cancels the running job when the process is asked to end (Ctrl-C, SIGTERM): the job is cancelled,
 * and the end is held up until nothing is left of it. Java exits with 130 or 143 then.
 */
final class CancelOnInterrupt implements AutoCloseable {
  private final Thread hook;
  private final AtomicBoolean began;

  private CancelOnInterrupt(Thread hook, AtomicBoolean began) {
    this.hook = hook;
    this.began = began;
  }

  static CancelOnInterrupt cancels(LocalSluice local, JobId job, PrintWriter err) {
    AtomicBoolean began = new AtomicBoolean();
    Thread hook =
        new Thread(
            () -> {
              began.set(true);
              local.sluice().cancel(job);
              local.close();
              err.println("sluice: Interrupted; nothing is left behind");
              err.flush();
            },
            "sluice-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new CancelOnInterrupt(hook, began);
  }

  /** Tells whether the process is ending; the outcome of the job does not matter then. */
  boolean began() {
    return began.get();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitTheEnd();
    }
  }

  // The hook does the rest and prints it; this thread has nothing to add.
  private static void awaitTheEnd() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
