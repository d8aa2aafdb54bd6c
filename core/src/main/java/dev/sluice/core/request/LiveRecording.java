package dev.sluice.core.request;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Options for the recording of a live stream. Immutable: made of {@link #untilItsEnd} by the
 * methods that return a copy with another option.
 */
public final class LiveRecording {
  /** The largest maximum duration of a recording. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final LiveRecording UNTIL_ITS_END =
      new LiveRecording(false, false, Optional.empty(), false);

  private final boolean fromStart;
  private final boolean waits;
  private final Optional<Duration> most;
  private final boolean keepPartial;

  private LiveRecording(
      boolean fromStart, boolean waits, Optional<Duration> most, boolean keepPartial) {
    this.fromStart = fromStart;
    this.waits = waits;
    this.most = Objects.requireNonNull(most);
    this.keepPartial = keepPartial;
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
    return UNTIL_ITS_END;
  }

  /**
   * Returns whether to begin at the earliest moment that the source still offers, instead of now.
   */
  public boolean fromStart() {
    return fromStart;
  }

  /** Returns whether to wait for a stream that has not begun. */
  public boolean waits() {
    return waits;
  }

  /** Returns the maximum duration of the recording, 1 s to {@link #LONGEST}; empty for none. */
  public Optional<Duration> most() {
    return most;
  }

  /**
   * Returns whether to store the part recorded so far if the recording is cancelled or reaches the
   * job timeout, or if the stream breaks off.
   */
  public boolean keepPartial() {
    return keepPartial;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof LiveRecording that && all().equals(that.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "LiveRecording" + all();
  }

  private List<Object> all() {
    return List.of(fromStart, waits, most, keepPartial);
  }
}
