package dev.sluice.core.engine.retention;

import dev.sluice.core.port.store.RetentionStore.ClockRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a clock can be trusted with a deletion. A clock that is set forward by a year
 * makes everything old. So if the time moved by more than {@link #LONGEST_STEP} since it was last
 * looked at, nothing is deleted for {@link #WAIT}, in which somebody can set it right. Another such
 * step begins another wait. A server that stood still for so long looks the same, and waits as
 * well. Pure.
 *
 * @param next what to store
 * @param mayDelete whether things may be deleted now
 * @param waitBegins whether nothing may be deleted from now on
 */
record ClockCheck(ClockRecord next, boolean mayDelete, boolean waitBegins) {
  static final Duration LONGEST_STEP = Duration.ofDays(1);
  static final Duration WAIT = Duration.ofDays(1);

  /**
   * @param last what was stored; empty the first time
   * @param isAnythingDue whether something would be deleted
   */
  static ClockCheck of(Optional<ClockRecord> last, Instant now, boolean isAnythingDue) {
    // The first time, a database of an earlier version may hold years of jobs. A leap during a wait
    // would end it at once.
    boolean leaps =
        last.map(seen -> now.isAfter(seen.seenAt().plus(LONGEST_STEP))).orElse(isAnythingDue);
    if (leaps) {
      return new ClockCheck(new ClockRecord(now, Optional.of(now)), false, true);
    }
    Optional<Instant> waiting = last.flatMap(ClockRecord::waitingSince);
    boolean waits =
        waiting.filter(since -> !now.isBefore(since) && now.isBefore(since.plus(WAIT))).isPresent();
    return waits ? new ClockCheck(new ClockRecord(now, waiting), false, false) : trusted(now);
  }

  private static ClockCheck trusted(Instant now) {
    return new ClockCheck(new ClockRecord(now, Optional.empty()), true, false);
  }
}
