package dev.sluice.core.engine;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Decides whether an attempt failed because this process has no free file handles. Each connection,
 * file and child process needs some, so any step of a job may fail, with the code that it has for
 * other reasons. Thread-safe.
 */
final class HandleShortage {
  /** How many attempts of a job are excused although handles are free: it may need too many. */
  private static final int MOST_EXCUSED = 20;

  /** A job needs about as many handles as these pipes. */
  private static final int PIPES = 8;

  private final CheckedOutage outage;

  HandleShortage(String worker) {
    this(worker, HandleShortage::areFree);
  }

  HandleShortage(String worker, BooleanSupplier areFree) {
    this.outage = new CheckedOutage("A file handle", areFree, worker);
  }

  /** Returns the outage, which this class begins. */
  CheckedOutage outage() {
    return outage;
  }

  /**
   * Returns the reason that a job shows instead, and begins the outage, if an attempt failed for
   * lack of file handles.
   */
  Optional<SluiceException> behind(Job job, SluiceException failure) {
    boolean mayBeExcused =
        isNamedBy(failure)
            ? job.excused().handles() < MOST_EXCUSED || !outage.isAvailable()
            : mayHide(failure) && !outage.isAvailable();
    if (!mayBeExcused) {
      return Optional.empty();
    }
    SluiceException shortage =
        new SluiceException(
            FailureCode.INTERNAL,
            "The process of Sluice has no free file handles; raise its limit of open files, or run"
                + " fewer jobs at a time",
            failure);
    outage.begin(shortage);
    return Optional.of(shortage);
  }

  /** The message is the system's; where it is in another language, {@link #mayHide} decides. */
  private static boolean isNamedBy(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (message != null && message.toLowerCase(Locale.ROOT).contains("too many open files")) {
        return true;
      }
    }
    return false;
  }

  /** A resolver, for one, says only that it does not know the host. */
  private static boolean mayHide(SluiceException failure) {
    return failure.code().isRetryable() || failure.code().category() == FailureCode.Category.STORE;
  }

  private static boolean areFree() {
    List<Pipe> pipes = new ArrayList<>();
    try {
      for (int i = 0; i < PIPES; i++) {
        pipes.add(Pipe.open());
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      pipes.forEach(HandleShortage::close);
    }
  }

  private static void close(Pipe pipe) {
    try {
      pipe.sink().close();
      pipe.source().close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
