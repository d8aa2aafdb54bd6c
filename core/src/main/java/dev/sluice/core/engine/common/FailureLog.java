package dev.sluice.core.engine.common;

import dev.sluice.core.failure.SluiceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs failures that concern no single job. */
public final class FailureLog {
  private FailureLog() {}

  /**
   * Logs a known failure in one line, since an unavailable store fails every second, and an
   * unexpected one with its stack trace.
   */
  public static void log(Logger log, String what, Throwable failure) {
    if (failure instanceof SluiceException known) {
      log.log(Level.WARNING, "{0} ({1}: {2})", what, known.code(), known.getMessage());
      return;
    }
    log.log(Level.WARNING, what, failure);
  }
}
