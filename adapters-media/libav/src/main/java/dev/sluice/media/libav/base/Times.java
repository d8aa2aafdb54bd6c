package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Converts between libav's time bases, microseconds and durations. */
public final class Times {
  public static final long MICROSECONDS = 1_000_000L;

  private Times() {}

  public static long toMicroseconds(long value, AVRational base) {
    return TimeBase.of(base).toMicroseconds(value);
  }

  public static long fromMicroseconds(long microseconds, AVRational base) {
    return TimeBase.of(base).fromMicroseconds(microseconds);
  }

  public static Optional<Duration> duration(long value, AVRational base) {
    if (value == AV_NOPTS_VALUE) {
      return Optional.empty();
    }
    return Optional.of(ofMicroseconds(toMicroseconds(value, base)));
  }

  public static Duration ofMicroseconds(long microseconds) {
    return Duration.ofNanos(microseconds * 1_000);
  }

  public static double toDouble(AVRational rational) {
    return rational.den() == 0 ? 0 : (double) rational.num() / rational.den();
  }

  /**
   * Formats a time as hours, minutes, seconds and milliseconds, as WebVTT and Ogg chapters expect
   * it.
   */
  public static String written(Duration at) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        at.toHours(),
        at.toMinutesPart(),
        at.toSecondsPart(),
        at.toMillisPart());
  }
}
