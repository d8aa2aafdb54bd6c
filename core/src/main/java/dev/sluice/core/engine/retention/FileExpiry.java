package dev.sluice.core.engine.retention;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.RetentionStore.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Deletes the files of jobs whose time is over. A file that cannot be deleted, because the bucket
 * of its tenant rejects it, is tried again after an hour. Not thread-safe.
 */
public final class FileExpiry {
  private static final Logger LOG = System.getLogger(FileExpiry.class.getName());
  private static final int AT_ONCE = 20;
  private static final Duration RETRY = Duration.ofHours(1);

  private final RetentionStore store;
  private final Files files;
  private final Map<JobId, Instant> postponed = new HashMap<>();

  /** Deletes files. */
  @FunctionalInterface
  public interface Files {
    /**
     * Deletes the file of a job, and writes that it expired.
     *
     * @return false if the job has none
     */
    boolean expire(JobId job, Instant now);
  }

  private interface Candidates {
    RetentionStore.Files behind(Position after);
  }

  FileExpiry(RetentionStore store, Files files) {
    this.store = store;
    this.files = files;
  }

  /**
   * Deletes all files that are due.
   *
   * @param kept how long a file is kept that does not expire before; empty for ever
   * @throws SluiceException if the default storage or the database is unavailable
   */
  void round(Optional<Duration> kept, Instant now, BooleanSupplier stopping) {
    postponed.values().removeIf(until -> !until.isAfter(now));
    Round round = new Round(now, stopping);
    try {
      if (kept.isPresent()) {
        Instant until = now.minus(kept.get());
        round.expire(after -> store.oldFiles(until, after, AT_ONCE));
      }
      round.expire(after -> store.expiredFiles(now, after, AT_ONCE));
    } finally {
      round.log();
    }
  }

  private final class Round {
    private final Instant now;
    private final BooleanSupplier stopping;
    private int expired;
    private int failed;
    private String reason = "";

    Round(Instant now, BooleanSupplier stopping) {
      this.now = now;
      this.stopping = stopping;
    }

    void expire(Candidates candidates) {
      Optional<Position> position = Optional.of(Position.START);
      while (position.isPresent()) {
        RetentionStore.Files found = candidates.behind(position.get());
        for (Job job : found.jobs()) {
          if (stopping.getAsBoolean()) {
            return;
          }
          expire(job);
        }
        position = found.next();
      }
    }

    private void expire(Job job) {
      if (postponed.containsKey(job.id())) {
        return;
      }
      try {
        expired += files.expire(job.id(), now) ? 1 : 0;
      } catch (RuntimeException e) {
        if (e instanceof SluiceException known
            && Outage.isShownBy(known)
            && job.storage().isEmpty()) {
          // It would be the same for all others.
          throw known;
        }
        postponed.put(job.id(), now.plus(RETRY));
        failed++;
        reason = "job " + job.id() + ": " + e.getMessage();
      }
    }

    void log() {
      if (expired > 0) {
        LOG.log(Level.INFO, "Deleted {0} files whose time was over", expired);
      }
      if (failed > 0) {
        LOG.log(
            Level.WARNING,
            "{0} files whose time is over cannot be deleted; trying again in an hour ({1})",
            failed,
            reason);
      }
    }
  }
}
