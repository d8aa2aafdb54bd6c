package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Reads and shifts the times of packets, which may lack one of them or both. */
public final class PacketTimes {
  private PacketTimes() {}

  /** Returns the presentation time; the decoding time if there is no other. */
  public static long presentationTime(AVPacket packet) {
    long pts = packet.pts();
    return pts == AV_NOPTS_VALUE ? packet.dts() : pts;
  }

  /** Returns the decoding time; the presentation time if there is no other. */
  public static long decodingTime(AVPacket packet) {
    long dts = packet.dts();
    return dts == AV_NOPTS_VALUE ? packet.pts() : dts;
  }

  /** Shifts those times that the packet has. */
  public static void shiftBy(AVPacket packet, long ticks) {
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
