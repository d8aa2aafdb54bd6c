package dev.sluice.app.command;

import dev.sluice.app.wiring.LocalSluice;
import dev.sluice.core.job.JobId;
import java.io.PrintWriter;

/**
 * What happens when the process is told to end (Ctrl-C, SIGTERM) while a job runs: the job is
 * cancelled, and the end is held up until nothing is left of it. Java exits with 130 or 143 then.
 */
final class Interruption implements AutoCloseable {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption cancels(LocalSluice local, JobId job, PrintWriter err) {
    Thread hook =
        new Thread(
            () -> {
              local.sluice().cancel(job);
              local.close();
              err.println("sluice: Interrupted; nothing is left behind");
              err.flush();
            },
            "sluice-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitTheEnd();
    }
  }

  // The hook does the rest and tells about it; this thread has nothing to add.
  private static void awaitTheEnd() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
