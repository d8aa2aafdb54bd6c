package dev.sluice.media.libav.base;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** The memory that buffered packets take. */
public final class PacketMemory {
  /** The memory of a packet without its bytes: libav's structures and ours. */
  private static final int DESCRIPTION = 512;

  private PacketMemory() {}

  /** Returns about how many bytes the packet takes. */
  public static long of(AVPacket packet) {
    return DESCRIPTION + (long) packet.size();
  }
}
