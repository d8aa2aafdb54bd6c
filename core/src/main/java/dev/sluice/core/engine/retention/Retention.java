package dev.sluice.core.engine.retention;

import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import dev.sluice.core.port.store.RetentionStore.Deleted;
import dev.sluice.core.port.store.RetentionStore.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Deletes what the policy does not keep any longer, files that expire, and what failed jobs left,
 * in a thread of its own: a round each minute, in small parts with pauses, so that others get to
 * the database. Each process of a database does this; of two that meet, one deletes less.
 * Thread-safe.
 */
public final class Retention implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Retention.class.getName());

  /** How many jobs or notifications one transaction deletes. */
  static final int AT_ONCE = 100;

  /** How many batches one call reads; each is deleted in a transaction of its own. */
  static final int BATCHES_AT_ONCE = 10;

  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How often the clock is stored. */
  private static final Duration CLOCK_PERIOD = Duration.ofHours(1);

  /**
   * How long a job is kept at least after its file was to be deleted, if that fails: without the
   * job nothing knows the file.
   */
  static final Duration FILE_GRACE = Duration.ofDays(7);

  private final RetentionStore store;
  private final RetentionPolicy policy;
  private final InstantSource clock;
  private final FileExpiry files;
  private final BiConsumer<Instant, BooleanSupplier> left;
  private final Signal signal = new Signal();
  private final Thread thread = EngineThreads.named("sluice-retention").newThread(this::run);
  private volatile boolean stopping;
  private volatile EngineStatus.Retention counts = EngineStatus.Retention.NOTHING;

  /**
   * @param left deletes what jobs have left that ended without a file
   */
  public Retention(
      RetentionStore store,
      RetentionPolicy policy,
      InstantSource clock,
      FileExpiry.Files files,
      FileExpiry.StorageCheck storage,
      BiConsumer<Instant, BooleanSupplier> left) {
    this.store = store;
    this.policy = policy;
    this.clock = clock;
    this.files = new FileExpiry(store, files, storage, clock);
    this.left = left;
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!stopping) {
      long seen = signal.count();
      try {
        round();
      } catch (RuntimeException | Error e) {
        count(Deleted.NOTHING, 1);
        FailureLog.log(LOG, "What is too old cannot be deleted; trying again in a minute", e);
      }
      signal.await(seen, PERIOD);
    }
  }

  /** Returns what this process has deleted since its start. */
  public EngineStatus.Retention counts() {
    return counts;
  }

  /** Called by the thread of the rounds. */
  private void count(Deleted deleted, int failedRounds) {
    EngineStatus.Retention before = counts;
    counts =
        new EngineStatus.Retention(
            before.jobs() + deleted.jobs(),
            before.batches() + deleted.batches(),
            before.notifications() + deleted.notifications(),
            files.expired(),
            files.failed(),
            before.failedRounds() + failedRounds);
  }

  /** Deletes all that is due, and returns what that was; files are not counted. */
  public Deleted round() {
    Instant now = clock.instant();
    Deleted deleted = mayDelete(now) ? deleteDue(now) : Deleted.NOTHING;
    left.accept(now, () -> stopping);
    return deleted;
  }

  private Deleted deleteDue(Instant now) {
    // Files first: only a job knows its file. If the default storage is unavailable, the round ends
    // here.
    Deleted deleted = Deleted.NOTHING;
    try {
      files.round(policy.files(), now, () -> stopping);
      if (policy.jobs().isPresent()) {
        Instant until = endedUntil(policy.jobs().get(), now);
        deleted = inParts(deleted, after -> store.deleteJobs(until, after, AT_ONCE));
        deleted = inParts(deleted, after -> store.deleteBatches(until, after, BATCHES_AT_ONCE));
      }
      if (policy.notifications().isPresent()) {
        Instant until = now.minus(policy.notifications().get());
        deleted = inParts(deleted, after -> store.deleteNotifications(until, after, AT_ONCE));
      }
      return deleted;
    } finally {
      count(deleted, 0);
      log(deleted);
    }
  }

  /**
   * Returns until when the jobs ended that are deleted. A file that cannot be deleted holds up its
   * job and those that ended after it, until {@link #FILE_GRACE} is over.
   */
  private Instant endedUntil(Duration kept, Instant now) {
    Instant until = now.minus(kept);
    if (policy.files().isEmpty()) {
      return until;
    }
    Instant filesUntil = now.minus(policy.files().get());
    Instant graceUntil = filesUntil.minus(FILE_GRACE);
    if (!graceUntil.isBefore(until)) {
      return until;
    }
    // The database knows the files that are left, whichever process failed to delete them.
    Position afterGrace = new Position(graceUntil, new UUID(0, 0));
    return store.oldFiles(filesUntil, afterGrace, 1).jobs().stream()
        .flatMap(job -> job.fileStoredAt().stream())
        // The file was stored when its job ended, and databases hold microseconds.
        .map(stored -> stored.minus(1, ChronoUnit.MICROS))
        .filter(until::isAfter)
        .findFirst()
        .orElse(until);
  }

  private interface Part {
    Deleted delete(Position after);
  }

  private Deleted inParts(Deleted before, Part part) {
    Deleted sum = before;
    Optional<Position> position = Optional.of(Position.START);
    while (position.isPresent() && !stopping) {
      Deleted deleted = part.delete(position.get());
      sum = sum.plus(deleted);
      position = deleted.next();
      if (position.isPresent()) {
        signal.await(signal.count(), PAUSE);
      }
    }
    return sum;
  }

  private static void log(Deleted deleted) {
    if (!deleted.isNothing()) {
      LOG.log(
          Level.INFO,
          "Deleted what was kept long enough: {0} jobs, {1} batches, {2} notifications",
          deleted.jobs(),
          deleted.batches(),
          deleted.notifications());
    }
  }

  private boolean mayDelete(Instant now) {
    Optional<ClockRecord> last = store.clock();
    List<String> due = last.isEmpty() ? settingsThatDelete(now) : List.of();
    ClockCheck check = ClockCheck.of(last, now, !due.isEmpty());
    if (last.isEmpty() || isNews(last.get(), check.next())) {
      store.setClock(check.next());
    }
    if (check.waitBegins()) {
      logWait(last, now, due);
    }
    return check.mayDelete();
  }

  private static void logWait(Optional<ClockRecord> last, Instant now, List<String> due) {
    Instant end = now.plus(ClockCheck.WAIT);
    if (last.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "The database has jobs that ended before the time for which jobs, files or webhooks are"
              + " kept; what is too old is deleted from {0} on. To keep it, set a longer time ({1})"
              + " before",
          end,
          String.join(", ", due));
    } else {
      LOG.log(
          Level.WARNING,
          "Nothing old is deleted before {0}: the clock moved from {1} to {2} at once, since no"
              + " server ran or it was set forward. Check the clock",
          end,
          last.get().seenAt(),
          now);
    }
  }

  /** Returns the settings whose time is over for the oldest job. */
  private List<String> settingsThatDelete(Instant now) {
    Optional<Instant> oldest = store.oldest();
    List<String> due = new ArrayList<>();
    BiConsumer<String, Optional<Duration>> add =
        (setting, time) ->
            time.filter(kept -> oldest.filter(end -> !end.isAfter(now.minus(kept))).isPresent())
                .ifPresent(kept -> due.add(setting));
    add.accept("keep-jobs", policy.jobs());
    add.accept("keep-notifications", policy.notifications());
    add.accept("keep-files", policy.files());
    return due;
  }

  /** A write each minute would say nothing more. */
  private static boolean isNews(ClockRecord stored, ClockRecord next) {
    return !stored.waitingSince().equals(next.waitingSince())
        || next.seenAt().isBefore(stored.seenAt())
        || next.seenAt().isAfter(stored.seenAt().plus(CLOCK_PERIOD));
  }

  /** Waits a few seconds for a transaction under way. */
  @Override
  public void close() {
    stopping = true;
    signal.raise();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(3_000);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
