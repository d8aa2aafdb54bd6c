package dev.sluice.core.request;

import java.time.Duration;
import java.util.Optional;

/**
 * A stretch of the source, from a moment (inclusive) to a later one (exclusive). At least one of
 * them is given.
 *
 * @param from the source's beginning when absent
 * @param to the source's end when absent, and when the source ends before it
 */
public record Clip(Optional<Timecode> from, Optional<Timecode> to) {
  public Clip {
    if (from.isEmpty() && to.isEmpty()) {
      throw new IllegalArgumentException("a clip has a beginning, an end or both");
    }
    Timecode start = from.orElse(new Timecode(Duration.ZERO));
    if (to.isPresent() && to.get().compareTo(start) <= 0) {
      throw new IllegalArgumentException(
          "A clip ends after it starts: %s to %s".formatted(start, to.get()));
    }
  }

  /** Where it starts, zero when absent. */
  public Duration start() {
    return from.map(Timecode::offset).orElse(Duration.ZERO);
  }

  /** Where it ends, when that is given. */
  public Optional<Duration> end() {
    return to.map(Timecode::offset);
  }
}
