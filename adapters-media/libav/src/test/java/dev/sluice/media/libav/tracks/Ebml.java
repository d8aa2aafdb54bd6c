package dev.sluice.media.libav.tracks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the elements of a Matroska file without libav. */
final class Ebml {
  private static final long SEGMENT = 0x18538067L;

  /** The elements that contain others, as far as tests need them. */
  private static final Set<Long> MASTERS =
      Set.of(SEGMENT, 0x1654ae6bL, 0xaeL, 0xe0L, 0xe1L, 0x1f43b675L, 0xa0L, 0x1549a966L);

  private Ebml() {}

  /** Returns the elements that do not fit into the elements around them, by their positions. */
  static List<String> elementsBeyondTheirParents(byte[] file) {
    List<String> wrong = new ArrayList<>();
    read(ByteBuffer.wrap(file), 0, file.length, wrong);
    return wrong;
  }

  /**
   * Returns the file with a key for its first track: the track begins with an element
   * ContentEncodings, for which the sizes of the elements around it grow.
   */
  static byte[] withEncryption(byte[] file) {
    // One encoding of the type 1, encryption, with a key's id of 16 bytes.
    byte[] encodings = {
      0x6d,
      (byte) 0x80,
      (byte) 0x9d,
      0x62,
      0x40,
      (byte) 0x9a,
      0x50,
      0x33,
      (byte) 0x81,
      1,
      0x50,
      0x35,
      (byte) 0x93,
      0x47,
      (byte) 0xe2,
      (byte) 0x90,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      10,
      11,
      12,
      13,
      14,
      15,
      16
    };
    ByteBuffer in = ByteBuffer.wrap(file);
    List<int[]> around = new ArrayList<>();
    int at = 0;
    for (long wanted : new long[] {SEGMENT, 0x1654ae6bL, 0xaeL}) {
      while (true) {
        int idLength = Integer.numberOfLeadingZeros(file[at] & 0xff) - 23;
        int sizeLength = Integer.numberOfLeadingZeros(file[at + idLength] & 0xff) - 23;
        long size = number(in, at + idLength, sizeLength) & ((1L << 7 * sizeLength) - 1);
        if (number(in, at, idLength) == wanted) {
          around.add(new int[] {at + idLength, sizeLength});
          at += idLength + sizeLength;
          break;
        }
        at += (int) (idLength + sizeLength + size);
      }
    }
    int added = encodings.length;
    byte[] made = new byte[file.length + added];
    System.arraycopy(file, 0, made, 0, at);
    System.arraycopy(encodings, 0, made, at, added);
    System.arraycopy(file, at, made, at + added, file.length - at);
    for (int[] size : around) {
      grow(made, size[0], size[1], added);
    }
    return made;
  }

  private static void grow(byte[] file, int at, int length, int by) {
    long size = number(ByteBuffer.wrap(file), at, length) + by;
    for (int i = length - 1; i >= 0; i--) {
      file[at + i] = (byte) size;
      size >>= 8;
    }
  }

  private static void read(ByteBuffer file, int from, int end, List<String> wrong) {
    int at = from;
    while (at < end) {
      int idLength = Integer.numberOfLeadingZeros(file.get(at) & 0xff) - 23;
      int sizeLength = Integer.numberOfLeadingZeros(file.get(at + idLength) & 0xff) - 23;
      long id = number(file, at, idLength);
      long size = number(file, at + idLength, sizeLength) & ((1L << 7 * sizeLength) - 1);
      int content = at + idLength + sizeLength;
      if (idLength > 4 || sizeLength > 8 || content + size > end) {
        wrong.add(Long.toHexString(id) + " at " + at);
        return;
      }
      if (MASTERS.contains(id)) {
        read(file, content, (int) (content + size), wrong);
      }
      at = (int) (content + size);
    }
  }

  private static long number(ByteBuffer file, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | file.get(at + i) & 0xff;
    }
    return value;
  }
}
