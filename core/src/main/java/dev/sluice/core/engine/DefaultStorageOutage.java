package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactStore;

/** Decides whether the default storage is to blame for a failed attempt. Thread-safe. */
final class DefaultStorageOutage {
  /**
   * How many attempts are excused although the storage passes its check: it may serve reads and
   * fail writes, or fail one job for ever.
   */
  private static final int MOST_EXCUSED = 20;

  private final CheckedOutage outage;

  DefaultStorageOutage(ArtifactStore store, String worker) {
    this.outage = new CheckedOutage("The default storage", () -> isAvailable(store), worker);
  }

  /** Returns the outage, which this class begins. */
  CheckedOutage outage() {
    return outage;
  }

  /**
   * Returns whether an attempt failed because the default storage is unavailable; if so, begins the
   * outage. A job with a storage of its own is never excused.
   *
   * @param othersRan whether other jobs ran beside it, which may have filled the storage
   */
  boolean excuses(Job job, SluiceException failure, boolean othersRan) {
    if (job.storage().isPresent()) {
      return false;
    }
    boolean mayBeExcused =
        switch (failure.code()) {
          case STORE_UNAVAILABLE -> job.excused().storage() < MOST_EXCUSED || !outage.isAvailable();
          case STORE_FULL ->
              (othersRan && job.excused().storage() < MOST_EXCUSED) || !outage.isAvailable();
          case STORE_REFUSED, STORE_MISSING -> !outage.isAvailable();
          default -> false;
        };
    if (mayBeExcused) {
      outage.begin(failure);
    }
    return mayBeExcused;
  }

  private static boolean isAvailable(ArtifactStore store) {
    try {
      store.check();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
