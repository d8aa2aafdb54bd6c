package dev.sluice.media.libav.check;

import dev.sluice.core.media.BoxReader;
import dev.sluice.media.libav.base.FormatTraits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads from the first bytes of a file what they announce about the whole. Pure functions. */
public final class ContainerHeads {
  private static final int EBML = 0x1A45DFA3;
  static final byte SYNC = 0x47;
  private static final int SEGMENT = 0x18538067;

  private static final String ISO = "mp4 or mov";

  private ContainerHeads() {}

  /**
   * Returns whether a result opens with what players need.
   *
   * @param front the first bytes of the result
   * @param indexInFront whether room was reserved for the index
   */
  public static boolean isComplete(FormatTraits format, byte[] front, boolean indexInFront) {
    String text = new String(front, StandardCharsets.ISO_8859_1);
    return switch (format) {
      case ISO -> text.startsWith("ftyp", 4) && (!indexInFront || secondBox(front).equals("moov"));
      case MATROSKA -> matroskaSize(front).isPresent();
      case OGG -> text.startsWith("OggS");
      case MP3 -> text.startsWith("ID3") || text.startsWith("\u00ff");
      default -> true;
    };
  }

  private static String secondBox(byte[] front) {
    ByteBuffer boxes = ByteBuffer.wrap(front);
    BoxReader.next(boxes);
    return BoxReader.next(boxes).map(BoxReader.Box::name).orElse("");
  }

  /** Returns the container's name, if the bytes begin like one. */
  static Optional<String> recognise(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("ftyp", 4) || text.startsWith("moov", 4) || text.startsWith("mdat", 4)) {
      return Optional.of(ISO);
    }
    if (head.length >= 4 && ByteBuffer.wrap(head).getInt() == EBML) {
      return Optional.of("mkv or webm");
    }
    if (text.startsWith("RIFF")) {
      return Optional.of("avi or wav");
    }
    if (text.startsWith("OggS")) {
      return Optional.of("ogg");
    }
    if (text.startsWith("FLV\u0001")) {
      return Optional.of("flv");
    }
    if (transportPacket(head) > 1) {
      return Optional.of("an MPEG transport stream");
    }
    return Optional.empty();
  }

  /** Returns whether the file is an mp4 or mov whose index does not come before its media. */
  public static boolean indexMayBeAtEnd(byte[] head) {
    if (!recognise(head).equals(Optional.of(ISO))) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(head);
    long at = 0;
    while (at + 16 <= head.length) {
      String name = new String(head, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      if (name.equals("moov") || name.equals("moof") || name.equals("sidx")) {
        return false;
      }
      if (name.equals("mdat")) {
        return true;
      }
      long size = Integer.toUnsignedLong(bytes.getInt((int) at));
      size = size == 1 ? bytes.getLong((int) at + 8) : size;
      if (size < 8 || size > head.length - at) {
        return true;
      }
      at += size;
    }
    return true;
  }

  /** Returns the size of a Matroska file that its Segment announces; empty for a live one. */
  static OptionalLong matroskaSize(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head);
    if (bytes.remaining() < 12 || bytes.getInt() != EBML) {
      return OptionalLong.empty();
    }
    long headerSize = vint(bytes);
    if (headerSize < 0 || headerSize > bytes.remaining() - 12) {
      return OptionalLong.empty();
    }
    bytes.position(bytes.position() + (int) headerSize);
    if (bytes.getInt() != SEGMENT) {
      return OptionalLong.empty();
    }
    long size = vint(bytes);
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(bytes.position() + size);
  }

  /**
   * Returns the size of the packets of a transport stream: plain, with a time code, or with parity;
   * 1 for other files.
   */
  static int transportPacket(byte[] head) {
    for (int size : new int[] {188, 192, 204}) {
      int first = size == 192 ? 4 : 0;
      if (head.length > first + 2 * size
          && head[first] == SYNC
          && head[first + size] == SYNC
          && head[first + 2 * size] == SYNC) {
        return size;
      }
    }
    return 1;
  }

  /** Returns the least size of a RIFF file, as its first chunk announces it. */
  static OptionalLong riffSize(byte[] head) {
    if (head.length < 12) {
      return OptionalLong.empty();
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    boolean isLarge = text.startsWith("RF64") || text.startsWith("BW64");
    if (isLarge && text.startsWith("ds64", 12) && head.length >= 28) {
      long large = bytes.getLong(20);
      return large <= 0 ? OptionalLong.empty() : OptionalLong.of(large + 8);
    }
    if (!text.startsWith("RIFF")) {
      return OptionalLong.empty();
    }
    long size = Integer.toUnsignedLong(bytes.getInt(4));
    // Writers that cannot seek leave zeros or ones there.
    boolean unknown = size == 0 || size >= 0xFFFF_FF00L;
    return unknown ? OptionalLong.empty() : OptionalLong.of(size + 8);
  }

  // An EBML number without its length marker; −1 if all its bits are set, which means unknown.
  private static long vint(ByteBuffer bytes) {
    int first = bytes.get() & 0xff;
    int length = Integer.numberOfLeadingZeros(first) - 23;
    if (length > 8 || length - 1 > bytes.remaining()) {
      return -1;
    }
    long value = first & ((1 << (8 - length)) - 1);
    boolean unknown = value == (1 << (8 - length)) - 1;
    for (int i = 1; i < length; i++) {
      int next = bytes.get() & 0xff;
      unknown &= next == 0xff;
      value = value << 8 | next;
    }
    return unknown ? -1 : value;
  }
}
