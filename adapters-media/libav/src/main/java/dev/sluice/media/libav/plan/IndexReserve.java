package dev.sluice.media.libav.plan;

import dev.sluice.core.request.Container;

/**
 * How much room the muxer leaves at the front for its index, in bytes. Too much only costs a little
 * padding; too little costs a second run, so every number here is on the safe side.
 */
public final class IndexReserve {
  /** What an index takes besides its entries: track headers, edit lists, codec data. */
  private static final long BASE = 16 << 10;

  /** Size 4, composition offset 8, a chunk of its own 8 + 12: a packet in mp4 at its worst. */
  private static final long MP4_PACKET = 32;

  /** A cue point: time, track, position, each with its element header. */
  private static final long CUE = 26;

  private IndexReserve() {}

  /** Whether such a file has an index of its packets at all. */
  public static boolean isNeeded(Container container) {
    return switch (container) {
      case MP4, MOV, M4A, MKV, WEBM -> true;
      case MP3, OGG, OPUS -> false;
    };
  }

  /**
   * The room that an index of this kind needs.
   *
   * @param packets of all streams
   * @param keyPackets of the streams that get cues
   * @param extra what the index carries besides, such as a cover or chapters, in bytes
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
