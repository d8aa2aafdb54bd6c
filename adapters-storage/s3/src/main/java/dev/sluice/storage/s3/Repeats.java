package dev.sluice.storage.s3;

import java.time.Duration;
import java.util.Optional;

/**
 * The pauses before a failed request is sent again. They double from the first to the longest, and
 * are spread, so that the requests of many uploads do not return at the same moment. Immutable.
 *
 * @param budget how long after its first failure a request may be sent again; zero sends it once
 */
record Repeats(Duration budget, Duration first, Duration longest) {
  /** Longer than a restart of a store takes, and than the usual limit of an origin's patience. */
  static final Repeats USUAL =
      new Repeats(Duration.ofMinutes(2), Duration.ofMillis(200), Duration.ofSeconds(5));

  static final Repeats NONE = new Repeats(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Returns these pauses within a budget that is not larger than this. */
  Repeats within(Duration most) {
    return budget.compareTo(most) <= 0 ? this : new Repeats(most, first, longest);
  }

  /**
   * Returns the pause before the next try.
   *
   * @param failures how often the request has failed, 1 or more
   * @param since the time since its first failure
   * @param asked how long the store asks to wait; zero if it does not ask
   * @param spread spreads the pauses of different requests: any number
   * @return empty if the request has failed for good
   */
  Optional<Duration> pause(int failures, Duration since, Duration asked, int spread) {
    long doubled = first.toMillis() << Math.min(failures - 1, 16);
    long most = Math.min(doubled, longest.toMillis());
    long spreadOut = most / 2 + Math.floorMod(spread * 31 + failures, (int) (most / 2 + 1));
    Duration pause = asked.toMillis() > spreadOut ? asked : Duration.ofMillis(spreadOut);
    return since.plus(pause).compareTo(budget) < 0 ? Optional.of(pause) : Optional.empty();
  }
}
