package dev.sluice.core.engine.common;

import dev.sluice.core.failure.SluiceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What goes wrong beside a job, in the log. */
public final class FailureLog {
  private FailureLog() {}

  /**
   * A store that is away says so in a sentence, and says it every second: one line is enough. What
   * nobody expected comes with its trace.
   */
  public static void log(Logger log, String what, RuntimeException failure) {
    if (failure instanceof SluiceException known) {
      log.log(Level.WARNING, "{0} ({1}: {2})", what, known.code(), known.getMessage());
      return;
    }
    log.log(Level.WARNING, what, failure);
  }
}
