package dev.sluice.core.request;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a stream that has no end yet is recorded.
 *
 * @param fromStart from the first moment that the source still has, instead of now
 * @param waits whether one that has not begun is waited for
 * @param most how much of it is recorded at most, 1 s to {@link #LONGEST}
 * @param keepPartial whether what was recorded is kept when the recording is cancelled, takes as
 *     long as a job may, or when the stream breaks off
 */
public record LiveRecording(
    boolean fromStart, boolean waits, Optional<Duration> most, boolean keepPartial) {
  /** Longer than anybody records in one file. */
  public static final Duration LONGEST = Duration.ofDays(7);

  public LiveRecording {
    Objects.requireNonNull(most);
    if (most.filter(time -> time.toSeconds() < 1 || time.compareTo(LONGEST) > 0).isPresent()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The maximum duration must be between 1 and %d seconds",
              LONGEST.toSeconds()));
    }
  }

  /** From now to its end. */
  public static LiveRecording untilItsEnd() {
    return new LiveRecording(false, false, Optional.empty(), false);
  }

  public LiveRecording withMost(Duration longest) {
    return new LiveRecording(fromStart, waits, Optional.of(longest), keepPartial);
  }

  public LiveRecording fromItsStart() {
    return new LiveRecording(true, waits, most, keepPartial);
  }

  public LiveRecording waiting() {
    return new LiveRecording(fromStart, true, most, keepPartial);
  }

  /** Returns the recording of a stream that has begun. */
  public LiveRecording begun() {
    return new LiveRecording(fromStart, false, most, keepPartial);
  }

  public LiveRecording keepingPartial() {
    return new LiveRecording(fromStart, waits, most, true);
  }
}
