package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Passes on the packets of a copied stream that a clip needs. The clip begins at zero; what lies
 * before zero is hidden by the container's edit list, if it has one.
 */
abstract sealed class PacketTrimmer implements AutoCloseable {
  /** Decoders need this much sound before the start to warm up. In microseconds. */
  private static final long WARM_UP = 100_000;

  final ClipWindow window;
  final long exact;
  final long end;

  private PacketTrimmer(ClipWindow window, AVRational base) {
    this.window = window;
    exact = Times.fromMicroseconds(ClipWindow.EXACT, base);
    end = window.cutsEnd() ? Times.fromMicroseconds(window.length(), base) : Long.MAX_VALUE;
  }

  /**
   * Returns the trimmer for a stream.
   *
   * @param edits whether the container has edit lists
   */
  static PacketTrimmer of(AVStream source, ClipWindow window, boolean edits) {
    int type = source.codecpar().codec_type();
    if (type == AVMEDIA_TYPE_VIDEO) {
      return new Picture(window, source.time_base());
    }
    return type == AVMEDIA_TYPE_AUDIO
        ? new Sound(window, source.time_base(), edits)
        : new Text(window, source.time_base());
  }

  /** Passes the packet on, now or later, or drops it. */
  abstract void push(AVPacket packet, Consumer<AVPacket> packets);

  @Override
  public void close() {
    // Most trimmers buffer nothing.
  }

  /** Begins with a key picture; pictures that are shown before it cannot be decoded. */
  private static final class Picture extends PacketTrimmer {
    /** Packets shown after the end. Pictures before the end may refer to them. */
    private final Deque<AVPacket> beyond = new ArrayDeque<>();

    private long first = AV_NOPTS_VALUE;

    Picture(ClipWindow window, AVRational base) {
      super(window, base);
    }

    @Override
    void push(AVPacket packet, Consumer<AVPacket> packets) {
      long pts = PacketTimes.presentationTime(packet);
      if (first == AV_NOPTS_VALUE) {
        first = pts;
      }
      boolean isBeforeStart = window.cutsStart() && pts < first;
      boolean isAfterEnd = window.cutsEnd() && packet.dts() >= end - exact;
      if (isBeforeStart || isAfterEnd) {
        av_packet_unref(packet);
        return;
      }
      if (window.cutsEnd() && pts >= end - exact) {
        AVPacket later = av_packet_alloc();
        av_packet_move_ref(later, packet);
        beyond.add(later);
        return;
      }
      for (AVPacket needed = beyond.poll(); needed != null; needed = beyond.poll()) {
        packets.accept(needed);
        av_packet_free(needed);
      }
      packets.accept(packet);
    }

    @Override
    public void close() {
      beyond.forEach(org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
      beyond.clear();
    }
  }

  private static final class Sound extends PacketTrimmer {
    private final boolean edits;
    private final long warmUp;
    private boolean timed;

    Sound(ClipWindow window, AVRational base, boolean edits) {
      super(window, base);
      this.edits = edits;
      this.warmUp = Times.fromMicroseconds(WARM_UP, base);
    }

    @Override
    void push(AVPacket packet, Consumer<AVPacket> packets) {
      long pts = PacketTimes.presentationTime(packet);
      timed |= pts != AV_NOPTS_VALUE;
      if (!belongs(pts, packet.duration())) {
        av_packet_unref(packet);
        return;
      }
      if (edits && window.cutsEnd() && pts + packet.duration() > end) {
        packet.duration(Math.max(1, end - pts));
      }
      packets.accept(packet);
    }

    private boolean belongs(long pts, long duration) {
      if (pts == AV_NOPTS_VALUE) {
        return timed || !window.cutsStart();
      }
      boolean isBeforeStart = edits ? pts + duration <= -warmUp : pts < -exact;
      boolean isAfterEnd = window.cutsEnd() && pts >= end - exact;
      return !isAfterEnd && !(window.cutsStart() && isBeforeStart);
    }
  }

  /** Shortens subtitles that lie partly in the clip. */
  private static final class Text extends PacketTrimmer {
    Text(ClipWindow window, AVRational base) {
      super(window, base);
    }

    @Override
    void push(AVPacket packet, Consumer<AVPacket> packets) {
      long from = packet.pts();
      long to = from + packet.duration();
      boolean outside =
          window.cutsStart() && to <= 0 && from < 0 || window.cutsEnd() && from >= end;
      if (from == AV_NOPTS_VALUE || outside) {
        av_packet_unref(packet);
        return;
      }
      long begins = window.cutsStart() ? Math.max(0, from) : from;
      long ends = window.cutsEnd() ? Math.min(end, to) : to;
      packet.pts(begins);
      packet.dts(begins);
      packet.duration(Math.max(0, ends - begins));
      packets.accept(packet);
    }
  }
}
