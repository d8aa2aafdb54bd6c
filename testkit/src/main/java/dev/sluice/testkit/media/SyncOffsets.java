package dev.sluice.testkit.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How much later than its flash each beep begins; negative if it begins earlier.
 *
 * @param offsets in the order of the flashes
 * @param unpaired the flashes without a beep and the beeps without a flash within half a second
 */
public record SyncOffsets(List<Duration> offsets, List<Duration> unpaired) {
  private static final Duration NEAR = Duration.ofMillis(500);

  public SyncOffsets {
    offsets = List.copyOf(offsets);
    unpaired = List.copyOf(unpaired);
  }

  /** Measures a file with the pictures and the sound of {@link FlashAndBeep}. */
  public static SyncOffsets of(DecodedMedia media) {
    Objects.requireNonNull(media);
    List<Duration> beeps = new ArrayList<>(media.sound().beeps());
    List<Duration> offsets = new ArrayList<>();
    List<Duration> unpaired = new ArrayList<>();
    for (Duration flash : media.flashes()) {
      Duration nearest = null;
      for (Duration beep : beeps) {
        if (nearest == null || beep.minus(flash).abs().compareTo(nearest.minus(flash).abs()) < 0) {
          nearest = beep;
        }
      }
      if (nearest == null || nearest.minus(flash).abs().compareTo(NEAR) >= 0) {
        unpaired.add(flash);
      } else {
        beeps.remove(nearest);
        offsets.add(nearest.minus(flash));
      }
    }
    unpaired.addAll(beeps);
    return new SyncOffsets(offsets, unpaired);
  }

  /**
   * Returns the first offset.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public Duration start() {
    return offset(0);
  }

  /**
   * Returns the offset in the middle.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public Duration middle() {
    return offset(offsets.size() / 2);
  }

  /**
   * Returns the last offset.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public Duration end() {
    return offset(offsets.size() - 1);
  }

  /** Returns the largest offset, without its sign; zero if there is none. */
  public Duration worst() {
    return offsets.stream().map(Duration::abs).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  private Duration offset(int index) {
    if (offsets.isEmpty()) {
      throw new java.util.NoSuchElementException("no flash with its beep");
    }
    return offsets.get(index);
  }
}
