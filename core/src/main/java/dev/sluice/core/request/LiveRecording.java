package dev.sluice.core.request;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Options for the recording of a live stream.
 *
 * @param fromStart whether to begin at the earliest moment that the source still offers, instead of
 *     now
 * @param waits whether to wait for a stream that has not begun
 * @param most the maximum duration of the recording, 1 s to {@link #LONGEST}
 * @param keepPartial whether to store the part recorded so far if the recording is cancelled or
 *     reaches the job timeout, or if the stream breaks off
 */
public record LiveRecording(
    boolean fromStart, boolean waits, Optional<Duration> most, boolean keepPartial) {
  /** The largest maximum duration of a recording. */
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

  /** Returns a recording from now to the end of the stream. */
  public static LiveRecording untilItsEnd() {
    return new LiveRecording(false, false, Optional.empty(), false);
  }

  /** Returns a copy with this maximum duration. */
  public LiveRecording withMost(Duration longest) {
    return new LiveRecording(fromStart, waits, Optional.of(longest), keepPartial);
  }

  /** Returns a copy that begins at the earliest available moment. */
  public LiveRecording fromItsStart() {
    return new LiveRecording(true, waits, most, keepPartial);
  }

  /** Returns a copy that waits for the stream to begin. */
  public LiveRecording waiting() {
    return new LiveRecording(fromStart, true, most, keepPartial);
  }

  /** Returns a copy for a stream that has begun: it does not wait. */
  public LiveRecording begun() {
    return new LiveRecording(fromStart, false, most, keepPartial);
  }

  /** Returns a copy that stores a partial recording. */
  public LiveRecording keepingPartial() {
    return new LiveRecording(fromStart, waits, most, true);
  }
}
