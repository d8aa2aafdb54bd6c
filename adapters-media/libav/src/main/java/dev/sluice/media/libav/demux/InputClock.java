package dev.sluice.media.libav.demux;

import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.TimeBase;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Shifts the times of an input's packets, all streams by the same amount, so that the input begins
 * at zero. Corrects jumps of the clock if the input may have them. Not thread-safe.
 */
final class InputClock {
  private final TimeBase[] bases;
  private final long[] shifts;
  private @Nullable ClockDiscontinuities discontinuities;
  private long start;

  /**
   * @param bases the time bases of the streams
   * @param jumps whether the clock may start again in the middle
   */
  InputClock(TimeBase[] bases, boolean jumps) {
    this.bases = bases;
    this.shifts = new long[bases.length];
    this.discontinuities = jumps ? new ClockDiscontinuities(bases) : null;
  }

  int streamCount() {
    return bases.length;
  }

  TimeBase base(int index) {
    return bases[index];
  }

  /** Sets the time of the input's clock, in microseconds, that becomes zero. */
  void beginAt(long microseconds) {
    start = microseconds;
    for (int i = 0; i < bases.length; i++) {
      shifts[i] = bases[i].fromMicroseconds(microseconds);
    }
  }

  /** Returns the time of the input's clock that became zero, in microseconds. */
  long startMicroseconds() {
    return start;
  }

  /** Converts a time of the result to a stream's own clock, as the target of a seek. */
  long toSourceTime(int index, long microseconds) {
    // A seek is by the source's own times, so from now on the clock is not corrected.
    discontinuities = null;
    return bases[index].fromMicroseconds(microseconds) + shifts[index];
  }

  /**
   * Shifts the packet's times.
   *
   * @param index the index of the packet's stream
   */
  void shift(AVPacket packet, int index) {
    if (discontinuities != null) {
      discontinuities.correct(packet, index);
    }
    PacketTimes.shiftBy(packet, -shifts[index]);
  }
}
