package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.Times;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** One stream of the result: its time base, and what has been written. */
final class OutputTrack {
  private final AVRational base;
  private long lastDts = AV_NOPTS_VALUE;
  private long lastPts;
  private long packets;

  /**
   * @param base a pointer into libav's stream, because the muxer chooses the time base while it
   *     writes the header
   */
  OutputTrack(AVRational base) {
    this.base = base;
  }

  AVRational base() {
    return base;
  }

  /**
   * Sets missing times of the next packet, and makes sure that its decoding time does not go back.
   *
   * @param strict whether decoding times must grow; otherwise two may be equal
   */
  void repairTimes(AVPacket packet, boolean strict) {
    long dts = packet.dts();
    long pts = packet.pts();
    if (dts == AV_NOPTS_VALUE) {
      boolean fits = pts != AV_NOPTS_VALUE && (lastDts == AV_NOPTS_VALUE || pts > lastDts);
      long next = lastDts == AV_NOPTS_VALUE ? 0 : lastDts + 1;
      dts = fits ? pts : next;
    }
    if (pts == AV_NOPTS_VALUE) {
      pts = dts;
    }
    if (lastDts != AV_NOPTS_VALUE) {
      dts = Math.max(dts, strict ? lastDts + 1 : lastDts);
    }
    packet.dts(dts);
    packet.pts(Math.max(pts, dts));
    lastDts = dts;
    lastPts = Math.max(lastPts, pts);
    packets++;
  }

  /** No longer counts packets that the muxer rejected. */
  void reject(long count) {
    packets -= count;
  }

  /** Returns the number of packets that were written. */
  long packets() {
    return packets;
  }

  /** Returns the latest presentation time that was written, in microseconds; 0 or more. */
  long reachedMicroseconds() {
    return Times.toMicroseconds(lastPts, base);
  }
}
