package dev.sluice.core.port.store;

import dev.sluice.core.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes what is over from a database, a part at a time. Thread-safe, and safe among processes
 * that share it: of two that delete the same, one counts it.
 *
 * <p>Each call is one transaction, or one for each batch. It reads at most {@code max} candidates,
 * the oldest first, beginning behind a position. A candidate that must be kept is passed over. The
 * time of a call depends on {@code max}, not on how much is stored. What was deleted does not come
 * back after the death of the process.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface RetentionStore {
  /**
   * Deletes jobs without a batch whose {@link Job#keptSince} is this time or before, with their
   * notifications and reservations. Jobs with a Pending notification are kept. Counts and totals of
   * jobs are lowered; the usage of tenants stays. The files of deleted jobs belong to no job
   * afterwards, also if an older job that stays had stored one under the same path.
   */
  Deleted deleteJobs(Instant keptUntil, Position after, int max);

  /**
   * Deletes batches with all of their jobs, also those that were retried, if no job is open and the
   * last {@link Job#keptSince} is this time or before. A batch is kept as a whole while one of its
   * jobs must be kept or a notification about the batch is Pending. Candidates are the batches that
   * were submitted at this time or before. What else is deleted with a job, and what stays, is as
   * for {@link #deleteJobs}.
   *
   * @param max the largest number of batches to read, 1 or more
   */
  Deleted deleteBatches(Instant keptUntil, Position after, int max);

  /** Deletes notifications that are not Pending and were created at this time or before. */
  Deleted deleteNotifications(Instant createdUntil, Position after, int max);

  /** Returns jobs whose {@link Job#fileStoredAt} is this time or before. */
  Files oldFiles(Instant storedUntil, Position after, int max);

  /** Returns jobs whose {@link Job#fileExpiresAt} is this time or before. */
  Files expiredFiles(Instant expiredUntil, Position after, int max);

  /**
   * Returns the earliest of the times since which something is kept: a job without a batch ({@link
   * Job#keptSince}), a file ({@link Job#fileStoredAt}), a batch since its submission; empty if
   * there is nothing.
   */
  Optional<Instant> oldest();

  /** Returns what was last stored with {@link #setClock}. */
  Optional<ClockRecord> clock();

  /** Stores what the clock showed. */
  void setClock(ClockRecord record);

  /**
   * What was deleted.
   *
   * @param jobs the number of jobs, also of those in batches
   * @param notifications the number of notifications, also of those about the jobs and batches
   * @param next the position behind the last candidate; empty if there was no other
   */
  record Deleted(int jobs, int batches, int notifications, Optional<Position> next) {
    public static final Deleted NOTHING = new Deleted(0, 0, 0, Optional.empty());

    public Deleted {
      Objects.requireNonNull(next);
    }

    /** Returns the sums, and the other position. */
    public Deleted plus(Deleted other) {
      return new Deleted(
          jobs + other.jobs,
          batches + other.batches,
          notifications + other.notifications,
          other.next);
    }

    /** Returns whether nothing was deleted. */
    public boolean isNothing() {
      return jobs == 0 && batches == 0 && notifications == 0;
    }
  }

  /**
   * Jobs with a file, the oldest first.
   *
   * @param next the position behind the last one; empty if there was no other
   */
  record Files(List<Job> jobs, Optional<Position> next) {
    public Files {
      jobs = List.copyOf(jobs);
      Objects.requireNonNull(next);
    }
  }

  /** A position in the order of the candidates: by time, and of one time by id. */
  record Position(Instant time, UUID id) {
    /** The position before all candidates. */
    public static final Position START = new Position(Instant.EPOCH, new UUID(0, 0));

    public Position {
      Objects.requireNonNull(time);
      Objects.requireNonNull(id);
    }
  }

  /**
   * What the clock showed when it was last looked at.
   *
   * @param waitingSince since when nothing is deleted, because the clock may be wrong
   */
  record ClockRecord(Instant seenAt, Optional<Instant> waitingSince) {
    public ClockRecord {
      Objects.requireNonNull(seenAt);
      Objects.requireNonNull(waitingSince);
    }
  }
}
