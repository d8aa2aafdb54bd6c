package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_make_refcounted;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.PacketMemory;
import dev.sluice.media.libav.base.Times;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A bounded buffer of packets whose muxer has not started, because the size of its index is not yet
 * known. Used by one thread.
 */
public final class PendingPackets implements AutoCloseable {
  private final long capacity;
  private final Deque<Pending> packets = new ArrayDeque<>();
  private long bytes;
  private long keys;
  private long lastMicroseconds;

  private record Pending(AVPacket packet, AVStream stream, AVRational base) {}

  /** Receives the buffered packets. */
  @FunctionalInterface
  interface Receiver {
    void accept(AVPacket packet, AVStream stream, AVRational base);
  }

  /**
   * @param capacity the capacity in bytes
   */
  public PendingPackets(long capacity) {
    this.capacity = capacity;
  }

  /** Adds the packet and takes its content over; the packet is empty afterwards. */
  void add(AVPacket packet, AVStream stream, AVRational base) {
    // The data of a packet without a reference count is valid only until the next packet is read.
    if (av_packet_make_refcounted(packet) < 0) {
      throw new OutOfMemoryError("no memory for a packet of " + packet.size() + " bytes");
    }
    AVPacket pending = av_packet_alloc();
    av_packet_move_ref(pending, packet);
    packets.add(new Pending(pending, stream, base));
    bytes += PacketMemory.of(pending);
    int type = stream.codecpar().codec_type();
    boolean isKeyPicture = type == AVMEDIA_TYPE_VIDEO && (pending.flags() & AV_PKT_FLAG_KEY) != 0;
    if (isKeyPicture || type == AVMEDIA_TYPE_SUBTITLE) {
      keys++;
    }
    if (pending.pts() != AV_NOPTS_VALUE) {
      lastMicroseconds = Math.max(lastMicroseconds, Times.toMicroseconds(pending.pts(), base));
    }
  }

  /** Returns whether the buffer is full. More packets may follow. */
  public boolean isFull() {
    return bytes >= capacity;
  }

  public long count() {
    return packets.size();
  }

  /** Returns how many of the packets an index of cues lists, if there is a picture. */
  public long keys() {
    return keys;
  }

  /** Returns the last presentation time in seconds. */
  public double seconds() {
    return lastMicroseconds / 1e6;
  }

  /** Passes all packets on, in order. */
  void drainTo(Receiver receiver) {
    for (Pending next = packets.poll(); next != null; next = packets.poll()) {
      try {
        receiver.accept(next.packet(), next.stream(), next.base());
      } finally {
        av_packet_free(next.packet());
      }
    }
  }

  @Override
  public void close() {
    drainTo((packet, stream, base) -> {});
  }
}
