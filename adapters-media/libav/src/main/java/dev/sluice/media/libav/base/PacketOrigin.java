package dev.sluice.media.libav.base;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Marks the packets that continue a stream with another codec by the stream that they come from.
 */
public final class PacketOrigin {
  private PacketOrigin() {}

  /**
   * Marks a packet.
   *
   * @param stream the stream that it comes from, which must stay open as long as the packet
   */
  public static void mark(AVPacket packet, AVStream stream) {
    packet.opaque(stream);
  }

  /** Returns the stream that a packet was marked with; null if it has the codec of its stream. */
  public static @Nullable AVStream of(AVPacket packet) {
    Pointer marked = packet.opaque();
    return marked == null || marked.isNull() ? null : new AVStream(marked);
  }
}
