package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The time base of a stream: the duration of one tick in seconds. Read from libav once, because
 * calls into native code are expensive and a file has many thousands of packets.
 */
public record TimeBase(int num, int den) {
  public static TimeBase of(AVRational base) {
    return new TimeBase(base.num(), base.den());
  }

  public long toMicroseconds(long ticks) {
    return rescale(ticks, Times.MICROSECONDS * num, den);
  }

  public long fromMicroseconds(long microseconds) {
    return rescale(microseconds, den, Times.MICROSECONDS * num);
  }

  /**
   * Returns {@code value * by / over}, rounded like libav's {@code av_rescale}: to the nearest,
   * halves away from zero.
   */
  static long rescale(long value, long by, long over) {
    boolean plain = by >= 0 && by <= Integer.MAX_VALUE && over > 0 && over <= Integer.MAX_VALUE;
    long magnitude = Math.abs(value);
    if (!plain || magnitude < 0 || magnitude / over >= Integer.MAX_VALUE) {
      return av_rescale(value, by, over);
    }
    long whole = magnitude / over * by;
    long rest = (magnitude % over * by + over / 2) / over;
    return value < 0 ? -(whole + rest) : whole + rest;
  }
}
