package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.TimeBase;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Moves the packets of an input in time, all streams by the same amount: its beginning becomes
 * zero, and where its clock may jump it is straightened. Not thread-safe.
 */
public final class PacketTimes {
  private final TimeBase[] bases;
  private final long[] shifts;
  private ClockDiscontinuities timeline;
  private long start;

  /**
   * @param bases of the streams
   * @param jumps whether the clock may begin anew in the middle
   */
  PacketTimes(TimeBase[] bases, boolean jumps) {
    this.bases = bases;
    this.shifts = new long[bases.length];
    this.timeline = jumps ? new ClockDiscontinuities(bases) : null;
  }

  int streamCount() {
    return bases.length;
  }

  TimeBase base(int index) {
    return bases[index];
  }

  /** Takes this moment of the input's clock for the beginning, in microseconds. */
  void beginAt(long microseconds) {
    start = microseconds;
    for (int i = 0; i < bases.length; i++) {
      shifts[i] = bases[i].fromMicroseconds(microseconds);
    }
  }

  /** Where the input's clock begins. */
  long startMicroseconds() {
    return start;
  }

  /** Where a moment of the result lies in the source, by this stream's clock, to be looked for. */
  long inSource(int index, long microseconds) {
    // From now on the times are those of the source, by which it is looked for.
    timeline = null;
    return bases[index].fromMicroseconds(microseconds) + shifts[index];
  }

  /**
   * @param index of the packet's stream
   */
  void move(AVPacket packet, int index) {
    if (timeline != null) {
      timeline.straighten(packet, index);
    }
    moveBy(packet, -shifts[index]);
  }

  /** When the packet is shown; when it is decoded, where that alone is told. */
  public static long shown(AVPacket packet) {
    long pts = packet.pts();
    return pts == AV_NOPTS_VALUE ? packet.dts() : pts;
  }

  /** When the packet is decoded; when it is shown, where that alone is told. */
  public static long decoded(AVPacket packet) {
    long dts = packet.dts();
    return dts == AV_NOPTS_VALUE ? packet.pts() : dts;
  }

  /** Moves the packet's times, as far as it has any. */
  static void moveBy(AVPacket packet, long ticks) {
    if (ticks == 0) {
      return;
    }
    long pts = packet.pts();
    if (pts != AV_NOPTS_VALUE) {
      packet.pts(pts + ticks);
    }
    long dts = packet.dts();
    if (dts != AV_NOPTS_VALUE) {
      packet.dts(dts + ticks);
    }
  }
}
