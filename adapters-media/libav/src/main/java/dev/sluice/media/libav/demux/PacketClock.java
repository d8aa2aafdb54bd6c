package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.media.libav.base.PacketMemory;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.io.InputHandler;
import dev.sluice.media.libav.time.Timeline;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Gives the packets of an input the times of the media, as its {@link Timeline} says. Holds packets
 * whose times depend on those that follow, within bounded memory. Not thread-safe.
 */
final class PacketClock implements AutoCloseable {
  /** The packets that wait for a decision. In bytes. */
  private static final long MAX_HELD = 32L << 20;

  /** The packets that are read ahead for the sake of another input. In bytes. */
  private static final long MAX_AHEAD = 32L << 20;

  private final TimeBase[] bases;
  private final InputHandler handler;
  private final Predicate<AVPacket> reader;
  private final long[] positions;
  private final Deque<AVPacket> held = new ArrayDeque<>();
  private final Deque<AVPacket> ahead = new ArrayDeque<>();
  private Timeline timeline;
  private BooleanSupplier leader = () -> false;
  private long heldBytes;
  private long aheadBytes;
  private boolean ended;

  /**
   * @param bases the time bases of the streams
   * @param reader reads the next packet of the file; returns false at the end
   */
  PacketClock(
      TimeBase[] bases, InputHandler handler, Timeline timeline, Predicate<AVPacket> reader) {
    this.bases = bases;
    this.handler = handler;
    this.timeline = timeline;
    this.reader = reader;
    positions = new long[bases.length];
    Arrays.fill(positions, -1);
  }

  /**
   * Sets the timeline.
   *
   * @param readLeader reads the leading input ahead; returns false if it cannot
   */
  void join(Timeline joined, BooleanSupplier readLeader) {
    timeline = joined;
    leader = readLeader;
  }

  Timeline timeline() {
    return timeline;
  }

  /**
   * Reads the next packet.
   *
   * @return false at the end
   */
  boolean next(AVPacket packet) {
    AVPacket first = ahead.poll();
    if (first != null) {
      aheadBytes -= PacketMemory.of(first);
      take(first, packet);
      return true;
    }
    return advance(packet);
  }

  /**
   * Reads one more packet ahead.
   *
   * @return false if no memory is left, or at the end
   */
  boolean readAhead() {
    if (aheadBytes > MAX_AHEAD) {
      return false;
    }
    AVPacket packet = av_packet_alloc();
    boolean there = false;
    try {
      there = advance(packet);
    } finally {
      if (!there) {
        av_packet_free(packet);
      }
    }
    if (there) {
      ahead.add(packet);
      aheadBytes += PacketMemory.of(packet);
    }
    return there;
  }

  private boolean advance(AVPacket packet) {
    while (true) {
      if (!held.isEmpty() && !timeline.isDeciding()) {
        if (passFirst(packet)) {
          return true;
        }
        continue;
      }
      if (ended || !reader.test(packet)) {
        ended = true;
        if (held.isEmpty()) {
          timeline.end();
          return false;
        }
        timeline.decide();
        continue;
      }
      recordPosition(packet);
      if (held.isEmpty() && apply(packet, shift(packet))) {
        return true;
      }
      hold(packet);
    }
  }

  private void hold(AVPacket packet) {
    boolean isFirst = held.isEmpty();
    AVPacket later = av_packet_alloc();
    av_packet_move_ref(later, packet);
    held.add(later);
    heldBytes += PacketMemory.of(later);
    if (!isFirst) {
      observe(later);
    }
    if (heldBytes > MAX_HELD) {
      timeline.decide();
    }
  }

  // The first packet may raise a question of its own, which those behind it may answer.
  private boolean passFirst(AVPacket packet) {
    AVPacket first = held.getFirst();
    long shift = shift(first);
    if (apply(first, shift)) {
      held.remove();
      heldBytes -= PacketMemory.of(first);
      take(first, packet);
      return true;
    }
    if (shift == Timeline.WAIT) {
      if (!leader.getAsBoolean()) {
        timeline.goAlone();
      }
      return false;
    }
    Iterator<AVPacket> rest = held.iterator();
    rest.next();
    while (timeline.isDeciding() && rest.hasNext()) {
      observe(rest.next());
    }
    return false;
  }

  private static void take(AVPacket from, AVPacket packet) {
    av_packet_move_ref(packet, from);
    av_packet_free(from);
  }

  // Parsers give a position only to the first packet of those that were stored together.
  private void recordPosition(AVPacket packet) {
    int index = packet.stream_index();
    if (packet.pos() >= 0) {
      positions[index] = packet.pos();
    } else {
      packet.pos(positions[index]);
    }
  }

  private long shift(AVPacket packet) {
    TimeBase base = bases[packet.stream_index()];
    return timeline.shift(
        packet.stream_index(),
        micros(base, PacketTimes.decodingTime(packet)),
        micros(base, packet.pts()),
        base.toMicroseconds(packet.duration()),
        piece(packet));
  }

  private void observe(AVPacket packet) {
    TimeBase base = bases[packet.stream_index()];
    timeline.observe(
        packet.stream_index(),
        micros(base, PacketTimes.decodingTime(packet)),
        micros(base, packet.pts()),
        base.toMicroseconds(packet.duration()),
        piece(packet));
  }

  private @Nullable Piece piece(AVPacket packet) {
    return handler.pieceAt(packet.pos());
  }

  private static long micros(TimeBase base, long time) {
    return time == AV_NOPTS_VALUE ? time : base.toMicroseconds(time);
  }

  private boolean apply(AVPacket packet, long shift) {
    if (shift == Timeline.HOLD || shift == Timeline.WAIT) {
      return false;
    }
    PacketTimes.shiftBy(packet, bases[packet.stream_index()].fromMicroseconds(shift));
    return true;
  }

  /** Drops what was read ahead, as after a seek. */
  void discard() {
    held.forEach(org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
    ahead.forEach(org.bytedeco.ffmpeg.global.avcodec::av_packet_free);
    held.clear();
    ahead.clear();
    heldBytes = 0;
    aheadBytes = 0;
    ended = false;
  }

  @Override
  public void close() {
    discard();
  }
}
