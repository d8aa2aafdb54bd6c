package dev.sluice.testkit.media;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A decoded audio stream.
 *
 * @param frames the frames in the order of the file
 * @param beeps when the beeps of {@link FlashAndBeep} begin
 * @param audible when something sounds: silence of 30 ms and more interrupts
 */
public record DecodedSound(List<Frame> frames, List<Duration> beeps, List<Interval> audible) {
  /** No sound. */
  public static final DecodedSound NONE = new DecodedSound(List.of(), List.of(), List.of());

  public DecodedSound {
    frames = List.copyOf(frames);
    beeps = List.copyOf(beeps);
    audible = List.copyOf(audible);
  }

  /**
   * A frame as the decoder returns it.
   *
   * @param time of its first sample
   * @param length the number of samples, by the rate
   * @param sampleRate in hertz
   * @param hash a checksum of all samples of all channels
   */
  public record Frame(Duration time, Duration length, int sampleRate, int channels, long hash) {
    public Frame {
      Objects.requireNonNull(time);
      Objects.requireNonNull(length);
    }

    /** Returns the time behind the last sample. */
    public Duration end() {
      return time.plus(length);
    }
  }

  /** A time span. */
  public record Interval(Duration from, Duration to) {
    public Interval {
      Objects.requireNonNull(from);
      Objects.requireNonNull(to);
    }
  }
}
