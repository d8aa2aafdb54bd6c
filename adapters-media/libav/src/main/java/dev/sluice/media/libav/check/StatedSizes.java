package dev.sluice.media.libav.check;

import dev.sluice.media.libav.base.FormatTraits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Reads where the media of a file ends, as the header of ASF, AIFF, CAF or Wave64 states it. Pure
 * functions.
 */
final class StatedSizes {
  /** The first halves of the names of ASF's objects; the second halves do not tell them apart. */
  private static final long ASF_HEADER = 0x11CF_668E_75B2_2630L;

  private static final long ASF_PROPERTIES = 0x11CF_A947_8CAB_DCA1L;
  private static final long ASF_DATA = 0x11CF_668E_75B2_2636L;
  private static final int ASF_OBJECT_HEADER = 24;
  private static final int ASF_HEADER_OBJECT = 30;
  private static final int ASF_DATA_OBJECT = 50;
  private static final int ASF_FLAGS = 88;

  private static final int CAF_CHUNK_HEADER = 12;
  private static final int W64_HEADER = 24;

  /** Writers that cannot seek leave a size from here on. */
  private static final long LARGEST_AIFF = 0x7F00_0000L;

  private static final long LARGEST = 1L << 60;

  private StatedSizes() {}

  /**
   * Returns the least size of a file.
   *
   * @param front the first bytes of the file
   * @return empty if the header states no size, or if the format is another one
   */
  static OptionalLong of(FormatTraits format, byte[] front) {
    return switch (format) {
      case ASF -> asf(ByteBuffer.wrap(front).order(ByteOrder.LITTLE_ENDIAN));
      case AIFF -> aiff(ByteBuffer.wrap(front), text(front));
      case CAF -> caf(ByteBuffer.wrap(front), text(front));
      case W64 -> w64(ByteBuffer.wrap(front).order(ByteOrder.LITTLE_ENDIAN), text(front));
      default -> OptionalLong.empty();
    };
  }

  private static String text(byte[] front) {
    return new String(front, StandardCharsets.ISO_8859_1);
  }

  // The object with the packets follows the header.
  private static OptionalLong asf(ByteBuffer bytes) {
    if (bytes.limit() < ASF_HEADER_OBJECT || bytes.getLong(0) != ASF_HEADER) {
      return OptionalLong.empty();
    }
    long data = bytes.getLong(16);
    boolean isSeen = data >= ASF_HEADER_OBJECT && data <= bytes.limit() - ASF_DATA_OBJECT;
    if (!isSeen || isBroadcast(bytes, (int) data) || bytes.getLong((int) data) != ASF_DATA) {
      return OptionalLong.empty();
    }
    long size = bytes.getLong((int) data + 16);
    return size <= ASF_DATA_OBJECT || size > LARGEST
        ? OptionalLong.empty()
        : OptionalLong.of(data + size);
  }

  // A recording whose header was written first states no sizes that count.
  private static boolean isBroadcast(ByteBuffer bytes, int headerEnd) {
    int at = ASF_HEADER_OBJECT;
    while (at + ASF_OBJECT_HEADER <= headerEnd) {
      long size = bytes.getLong(at + 16);
      if (bytes.getLong(at) == ASF_PROPERTIES && at + ASF_FLAGS + 4 <= headerEnd) {
        return (bytes.getInt(at + ASF_FLAGS) & 1) != 0;
      }
      if (size < ASF_OBJECT_HEADER || size > headerEnd - at) {
        return false;
      }
      at += (int) size;
    }
    return false;
  }

  private static OptionalLong aiff(ByteBuffer bytes, String text) {
    if (!text.startsWith("FORM") || bytes.limit() < 12) {
      return OptionalLong.empty();
    }
    long size = Integer.toUnsignedLong(bytes.getInt(4));
    // A byte that only fills the last chunk up may be absent.
    return size == 0 || size >= LARGEST_AIFF ? OptionalLong.empty() : OptionalLong.of(size + 8 - 1);
  }

  private static OptionalLong caf(ByteBuffer bytes, String text) {
    if (!text.startsWith("caff")) {
      return OptionalLong.empty();
    }
    long at = 8;
    while (at + CAF_CHUNK_HEADER <= bytes.limit()) {
      long size = bytes.getLong((int) at + 4);
      if (size < 0 || size > LARGEST) {
        return OptionalLong.empty();
      }
      boolean isMedia = text.startsWith("data", (int) at);
      at += CAF_CHUNK_HEADER + size;
      if (isMedia) {
        return OptionalLong.of(at);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong w64(ByteBuffer bytes, String text) {
    if (!text.startsWith("riff") || bytes.limit() < W64_HEADER) {
      return OptionalLong.empty();
    }
    long size = bytes.getLong(16);
    return size <= W64_HEADER || size > LARGEST ? OptionalLong.empty() : OptionalLong.of(size);
  }
}
