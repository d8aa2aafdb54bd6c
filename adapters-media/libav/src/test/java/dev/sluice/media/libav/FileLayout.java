package dev.sluice.media.libav;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The order of a file's top-level parts, read without libav. */
final class FileLayout {
  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;

  private FileLayout() {}

  /** Box names of mp4 and mov; element ids in hexadecimal of Matroska's Segment. */
  static List<String> parts(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    return bytes.getInt(0) == EBML ? elements(bytes) : boxes(bytes);
  }

  /** Returns whether the index comes before the media. */
  static boolean indexInFront(byte[] file) {
    List<String> parts = parts(file);
    boolean matroska = ByteBuffer.wrap(file).getInt(0) == EBML;
    String index = matroska ? "1c53bb6b" : "moov";
    String media = matroska ? "1f43b675" : "mdat";
    return parts.contains(index)
        && parts.contains(media)
        && parts.indexOf(index) < parts.indexOf(media);
  }

  private static List<String> boxes(ByteBuffer bytes) {
    List<String> names = new ArrayList<>();
    long at = 0;
    while (at + 8 <= bytes.capacity()) {
      long size = Integer.toUnsignedLong(bytes.getInt((int) at));
      byte[] name = new byte[4];
      bytes.get((int) at + 4, name);
      names.add(new String(name, StandardCharsets.ISO_8859_1));
      if (size == 1) {
        size = bytes.getLong((int) at + 8);
      }
      at += size == 0 ? bytes.capacity() : size;
    }
    return names;
  }

  private static List<String> elements(ByteBuffer bytes) {
    List<String> ids = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int id = (int) number(bytes, true);
      long size = number(bytes, false);
      if (id == SEGMENT) {
        continue;
      }
      ids.add(Integer.toHexString(id));
      bytes.position((int) Math.min(bytes.capacity(), bytes.position() + size));
    }
    return ids;
  }

  private static long number(ByteBuffer bytes, boolean withMarker) {
    int first = bytes.get() & 0xff;
    int length = Integer.numberOfLeadingZeros(first) - 23;
    long value = withMarker ? first : first & ((1 << (8 - length)) - 1);
    for (int i = 1; i < length; i++) {
      value = value << 8 | (bytes.get() & 0xff);
    }
    return value;
  }
}
