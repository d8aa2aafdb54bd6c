package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.PacketMemory;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.plan.ClipWindow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Finds the start of a clip: the last key picture at or before the requested time. It seeks if the
 * input can, and otherwise reads and drops what comes before. Packets that belong to the clip and
 * were read on the way are buffered and returned first.
 */
public final class ClipSeek implements AutoCloseable {
  /** Seeks go this much further back, so that audio decoders can warm up. In microseconds. */
  private static final long LEAD = 200_000;

  /**
   * Tried one after the other, because some formats seek to any position between two key pictures.
   */
  private static final long[] LEADS = {LEAD, 10_000_000, 60_000_000};

  /** Sound may be stored this far before the picture it belongs to. In microseconds. */
  private static final long INTERLEAVING = 1_000_000;

  private static final long MAX_BUFFERED_BYTES = 128L << 20;

  /**
   * How far other streams are read beyond the clip's start while no picture comes. In microseconds.
   */
  private static final long MAX_READ_BEYOND_START = 30_000_000;

  private final Demuxer demuxer;
  private final int picture;
  private final StageMonitor monitor;
  private final Deque<AVPacket> buffered = new ArrayDeque<>();
  private long bufferedBytes;
  private boolean ended;
  private long keyTime = AV_NOPTS_VALUE;

  /** Thrown if a seek missed its target, so that the input must be read from its beginning. */
  public static final class Missed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missed() {
      super("a seek within the source missed its target", null, false, false);
    }
  }

  /**
   * @param picture the demuxer's number of the video stream; −1 if only sound is read
   */
  ClipSeek(Demuxer demuxer, int picture, StageMonitor monitor) {
    this.demuxer = demuxer;
    this.picture = picture;
    this.monitor = monitor;
  }

  /**
   * Seeks to the start of the clip.
   *
   * @param sound the number of the audio stream to seek by if there is no picture
   * @param maySeek whether {@link Missed} may be thrown
   */
  void run(ClipWindow window, int sound, boolean maySeek) {
    if (!window.cutsStart()) {
      return;
    }
    boolean seeks = maySeek && demuxer.canSeek();
    if (picture < 0) {
      if (seeks && sound >= 0 && window.from() > LEAD) {
        seek(sound, window.from() - LEAD);
        checkLanding(sound, window.from());
      }
      return;
    }
    if (!seeks || window.from() <= LEAD) {
      readToStart(window.from());
      return;
    }
    for (long lead : LEADS) {
      discardBuffered();
      if (window.from() <= lead) {
        break;
      }
      seek(picture, window.from() - lead);
      if (readToStart(window.from())) {
        return;
      }
    }
    throw new Missed();
  }

  private void seek(int stream, long moment) {
    if (!demuxer.seek(stream, moment)) {
      throw new Missed();
    }
  }

  private void checkLanding(int sound, long from) {
    while (true) {
      AVPacket packet = next();
      if (packet == null) {
        throw new Missed();
      }
      buffer(packet);
      if (packet.stream_index() == sound && packet.pts() != AV_NOPTS_VALUE) {
        if (micros(packet, packet.pts()) > from) {
          throw new Missed();
        }
        return;
      }
    }
  }

  /** Returns the time of the first picture in microseconds; empty if there is none. */
  OptionalLong startTime() {
    return keyTime == AV_NOPTS_VALUE ? OptionalLong.empty() : OptionalLong.of(keyTime);
  }

  /**
   * Reads packets until the start of the clip is found.
   *
   * @return whether a key picture was found at or before {@code from}
   */
  private boolean readToStart(long from) {
    while (!ended) {
      monitor.check();
      AVPacket packet = next();
      if (packet == null) {
        ended = true;
        break;
      }
      if (packet.stream_index() != picture) {
        buffer(packet);
        if (isBeyondSearch(packet, from)) {
          break;
        }
        continue;
      }
      long presentationTime = micros(packet, PacketTimes.presentationTime(packet));
      long decodingTime = micros(packet, PacketTimes.decodingTime(packet));
      boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0 && presentationTime != AV_NOPTS_VALUE;
      if (key && (keyTime == AV_NOPTS_VALUE || presentationTime <= from + ClipWindow.EXACT)) {
        dropBefore(presentationTime);
        keyTime = presentationTime;
      }
      if (keyTime == AV_NOPTS_VALUE) {
        // Pictures before the first key picture cannot be decoded.
        av_packet_free(packet);
        continue;
      }
      buffer(packet);
      // Packets come in decoding order, so no earlier key picture can follow.
      boolean past = decodingTime != AV_NOPTS_VALUE && decodingTime > from + ClipWindow.EXACT;
      if (past || bufferedBytes > MAX_BUFFERED_BYTES) {
        break;
      }
    }
    return keyTime != AV_NOPTS_VALUE && keyTime <= from + ClipWindow.EXACT;
  }

  // A video stream that ended long ago, or that is a single still picture, sends no packet that
  // would end the search.
  private boolean isBeyondSearch(AVPacket other, long from) {
    long decodingTime = micros(other, PacketTimes.decodingTime(other));
    boolean farPast = decodingTime != AV_NOPTS_VALUE && decodingTime > from + MAX_READ_BEYOND_START;
    return farPast || bufferedBytes > MAX_BUFFERED_BYTES;
  }

  /** Reads the next packet, which the caller must free; null at the end. */
  private @Nullable AVPacket next() {
    AVPacket packet = av_packet_alloc();
    boolean there = false;
    try {
      there = demuxer.read(packet);
    } finally {
      if (!there) {
        av_packet_free(packet);
      }
    }
    return there ? packet : null;
  }

  private long micros(AVPacket packet, long time) {
    return time == AV_NOPTS_VALUE ? time : demuxer.base(packet.stream_index()).toMicroseconds(time);
  }

  private void buffer(AVPacket packet) {
    buffered.add(packet);
    bufferedBytes += PacketMemory.of(packet);
  }

  private void dropBefore(long key) {
    for (Iterator<AVPacket> packets = buffered.iterator(); packets.hasNext(); ) {
      AVPacket packet = packets.next();
      long at = micros(packet, PacketTimes.presentationTime(packet));
      long lasts = Math.max(0, micros(packet, packet.duration()));
      boolean needed =
          packet.stream_index() != picture
              && at != AV_NOPTS_VALUE
              && at + lasts > key - INTERLEAVING;
      if (!needed) {
        packets.remove();
        bufferedBytes -= PacketMemory.of(packet);
        av_packet_free(packet);
      }
    }
  }

  /**
   * Reads the next packet; buffered packets come first.
   *
   * @return false at the end of the source
   */
  boolean next(AVPacket packet) {
    AVPacket first = buffered.poll();
    if (first != null) {
      av_packet_move_ref(packet, first);
      av_packet_free(first);
      return true;
    }
    return !ended && demuxer.read(packet);
  }

  private void discardBuffered() {
    buffered.forEach(org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
    buffered.clear();
    bufferedBytes = 0;
    keyTime = AV_NOPTS_VALUE;
    ended = false;
  }

  @Override
  public void close() {
    discardBuffered();
  }
}
