package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * What a stream's times are counted in: so many seconds are one tick. Read from libav once, since
 * each call into native code costs, and there are packets by the ten thousand.
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
   * {@code value * by / over} as libav's av_rescale has it: to the nearest, halves away from zero.
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
