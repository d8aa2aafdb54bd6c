package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_make_refcounted;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.Times;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Packets that wait for their muxer, which leaves room for an index of all packets and so cannot
 * begin before it is known how many there will be. It holds so many bytes and no more. Used by one
 * thread.
 */
public final class PendingPackets implements AutoCloseable {
  /** What a packet takes besides its bytes: libav's descriptions of it, and ours. */
  private static final int DESCRIPTION = 512;

  private final long most;
  private final Deque<Held> packets = new ArrayDeque<>();
  private long bytes;
  private long keys;
  private long lastMicroseconds;

  private record Held(AVPacket packet, AVStream stream, AVRational base) {}

  /** Takes a packet over. */
  @FunctionalInterface
  interface Taker {
    void take(AVPacket packet, AVStream stream, AVRational base);
  }

  /**
   * @param most how many bytes it is to hold
   */
  public PendingPackets(long most) {
    this.most = most;
  }

  /** Takes the packet over, which is empty afterwards. */
  void add(AVPacket packet, AVStream stream, AVRational base) {
    // What is not counted belongs to whoever made it, and only until the next one.
    if (av_packet_make_refcounted(packet) < 0) {
      throw new OutOfMemoryError("no memory for a packet of " + packet.size() + " bytes");
    }
    AVPacket held = av_packet_alloc();
    av_packet_move_ref(held, packet);
    packets.add(new Held(held, stream, base));
    bytes += DESCRIPTION + held.size();
    int type = stream.codecpar().codec_type();
    boolean isKeyPicture = type == AVMEDIA_TYPE_VIDEO && (held.flags() & AV_PKT_FLAG_KEY) != 0;
    if (isKeyPicture || type == AVMEDIA_TYPE_SUBTITLE) {
      keys++;
    }
    if (held.pts() != AV_NOPTS_VALUE) {
      lastMicroseconds = Math.max(lastMicroseconds, Times.toMicroseconds(held.pts(), base));
    }
  }

  /** Whether no more is to be added: there may be more to come. */
  public boolean isFull() {
    return bytes >= most;
  }

  public long count() {
    return packets.size();
  }

  /** How many of them an index of cues names, where there is a picture. */
  public long keys() {
    return keys;
  }

  /** Up to when they last. */
  public double seconds() {
    return lastMicroseconds / 1e6;
  }

  /** Hands all of them on, in their order. */
  void handOn(Taker taker) {
    for (Held next = packets.poll(); next != null; next = packets.poll()) {
      try {
        taker.take(next.packet(), next.stream(), next.base());
      } finally {
        av_packet_free(next.packet());
      }
    }
  }

  @Override
  public void close() {
    handOn((packet, stream, base) -> {});
  }
}
