package dev.sluice.media.libav.plan;

import dev.sluice.core.request.Container;
import dev.sluice.media.libav.base.FormatTraits;

/**
 * Computes the room that a muxer reserves in front for its index, in bytes. Too much costs only a
 * little padding; too little costs a second run, so every number here is on the safe side.
 */
public final class IndexReserve {
  /** The size of an index without its entries: track headers, edit lists, codec data. */
  private static final long BASE = 16 << 10;

  /**
   * The most bytes for a packet in mp4: size 4, composition offset 8, a chunk of its own 8 + 12.
   */
  private static final long MP4_PACKET = 32;

  /** A cue point: time, track, position, each with its element header. */
  private static final long CUE = 26;

  private IndexReserve() {}

  /** Returns whether the container has an index of its packets. */
  public static boolean isNeeded(Container container) {
    return FormatTraits.of(container).indexOption().isPresent();
  }

  /**
   * Returns the room that the index needs.
   *
   * @param packets the number of packets of all streams
   * @param keyPackets the number of packets that get cues
   * @param extra the bytes of other content of the index, such as a cover or chapters
   */
  public static long bytes(Container container, long packets, long keyPackets, long extra) {
    return switch (container) {
      case MP4, MOV, M4A -> BASE + extra + withMargin(packets * MP4_PACKET);
      case MKV, WEBM -> (4 << 10) + withMargin(keyPackets * CUE);
      case MP3, OGG, OPUS -> 0;
    };
  }

  private static long withMargin(long bytes) {
    return bytes + bytes / 8;
  }
}
