package dev.sluice.core.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads boxes of the ISO base media file format. Invalid sizes are tolerated. Pure functions. */
public final class BoxReader {
  private static final int SHORT_HEADER = 8;
  private static final int LONG_HEADER = 16;

  private BoxReader() {}

  /**
   * A box.
   *
   * @param content the content, as far as it is available
   */
  public record Box(String name, ByteBuffer content) {}

  /** Returns the next box, and moves the buffer's position after it; empty if there is none. */
  public static Optional<Box> next(ByteBuffer boxes) {
    if (boxes.remaining() < SHORT_HEADER) {
      return Optional.empty();
    }
    int at = boxes.position();
    long size = unsigned(boxes, at);
    int header = SHORT_HEADER;
    if (size == 1 && boxes.remaining() >= LONG_HEADER) {
      size = boxes.getLong(at + SHORT_HEADER);
      header = LONG_HEADER;
    }
    if (size < header) {
      return Optional.empty();
    }
    byte[] letters = new byte[4];
    boxes.get(at + 4, letters);
    // A large size must not overflow to a position before this one.
    int end = size > boxes.limit() - at ? boxes.limit() : (int) (at + size);
    ByteBuffer content = boxes.duplicate().position(Math.min(at + header, end)).limit(end);
    boxes.position(end);
    return Optional.of(new Box(new String(letters, StandardCharsets.ISO_8859_1), content));
  }

  /** Returns the content of the next box of this name, and moves the buffer's position after it. */
  public static Optional<ByteBuffer> find(ByteBuffer boxes, String name) {
    for (Optional<Box> box = next(boxes); box.isPresent(); box = next(boxes)) {
      if (box.get().name().equals(name)) {
        return Optional.of(box.get().content());
      }
    }
    return Optional.empty();
  }

  /** Returns the contents of all boxes of this name. The position does not change. */
  public static List<ByteBuffer> all(ByteBuffer boxes, String name) {
    ByteBuffer rest = boxes.duplicate();
    List<ByteBuffer> found = new ArrayList<>();
    for (Optional<ByteBuffer> box = find(rest, name); box.isPresent(); box = find(rest, name)) {
      found.add(box.get());
    }
    return found;
  }

  /** Returns the four bytes at an index as an unsigned number. */
  public static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
