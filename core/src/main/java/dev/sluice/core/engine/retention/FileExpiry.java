package dev.sluice.core.engine.retention;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.tenant.BucketId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Deletes the files of jobs whose time is over. A file that cannot be deleted is tried again after
 * an hour, and so is a tenant's bucket that is unavailable, with all of its files. An outage of the
 * default storage ends the round. Not thread-safe.
 */
public final class FileExpiry {
  private static final Logger LOG = System.getLogger(FileExpiry.class.getName());
  private static final int AT_ONCE = 20;
  private static final Duration RETRY = Duration.ofHours(1);

  private final RetentionStore store;
  private final Files files;
  private final StorageCheck storage;
  private final InstantSource clock;
  private final Map<JobId, Instant> postponed = new HashMap<>();
  private long expired;
  private long failed;
  private final Map<BucketId, Instant> postponedBuckets = new HashMap<>();

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

  /** Checks the storage of a file. */
  @FunctionalInterface
  public interface StorageCheck {
    /**
     * Checks the storage of a job's file.
     *
     * @throws RuntimeException if it is unavailable
     */
    void check(Job job);
  }

  private interface Candidates {
    RetentionStore.Files behind(Position after);
  }

  FileExpiry(RetentionStore store, Files files, StorageCheck storage, InstantSource clock) {
    this.store = store;
    this.files = files;
    this.storage = storage;
    this.clock = clock;
  }

  /** Returns how many files were deleted. */
  long expired() {
    return expired;
  }

  /** Returns how often a file could not be deleted. */
  long failed() {
    return failed;
  }

  /**
   * Deletes all files that are due.
   *
   * @param kept how long a file is kept that does not expire before; empty for ever
   * @throws SluiceException if the default storage or the database is unavailable
   */
  void round(Optional<Duration> kept, Instant now, BooleanSupplier stopping) {
    postponed.values().removeIf(until -> !until.isAfter(now));
    postponedBuckets.values().removeIf(until -> !until.isAfter(now));
    Round round = new Round(now, stopping);
    try {
      if (kept.isPresent()) {
        Instant until = now.minus(kept.get());
        round.expire(after -> store.oldFiles(until, after, AT_ONCE));
      }
      round.expire(after -> store.expiredFiles(now, after, AT_ONCE));
    } finally {
      expired += round.expired;
      failed += round.failed;
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
      Optional<BucketId> bucket = job.storage().map(JobDestination::id);
      if (postponed.containsKey(job.id())
          || bucket.filter(postponedBuckets::containsKey).isPresent()) {
        return;
      }
      try {
        expired += files.expire(job.id(), now) ? 1 : 0;
      } catch (RuntimeException e) {
        boolean isOutage = e instanceof SluiceException known && Outage.isShownBy(known);
        if (bucket.isPresent()) {
          if (isOutage || !isAvailable(job)) {
            postponedBuckets.put(bucket.get(), retryAt());
          }
        } else if (isOutage && !isAvailable(job)) {
          // It would be the same for all others.
          throw e;
        }
        postponed.put(job.id(), retryAt());
        failed++;
        reason = "job " + job.id() + ": " + e.getMessage();
      }
    }

    private boolean isAvailable(Job job) {
      try {
        storage.check(job);
        return true;
      } catch (RuntimeException e) {
        return false;
      }
    }

    /** Not from the start of the round: a failure may take minutes. */
    private Instant retryAt() {
      return clock.instant().plus(RETRY);
    }

    void log() {
      if (expired > 0) {
        LOG.log(Level.INFO, "Deleted {0} files whose time was over", expired);
      }
      if (failed > 0) {
        LOG.log(
            Level.WARNING,
            "{0} files whose time is over cannot be deleted; trying these, and all of a bucket that"
                + " is unavailable, again in an hour ({1})",
            failed,
            reason);
      }
    }
  }
}
