package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The elements of a Matroska or WebM file, down to the blocks in its clusters. Recorders that
 * cannot seek do not know the sizes of the Segment and of its clusters, but each block has one.
 */
public final class MatroskaElements extends FileParts {
  private static final int LONGEST_ID = 4;
  private static final int LONGEST_SIZE = 8;
  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;
  private static final Set<Integer> ENTERED = Set.of(SEGMENT, CLUSTER);

  public MatroskaElements() {
    super(LONGEST_ID + LONGEST_SIZE);
  }

  @Override
  long size(ByteBuffer begun) {
    int idLength = length(begun.get(0));
    if (idLength > LONGEST_ID) {
      return -1;
    }
    if (begun.position() <= idLength) {
      return 0;
    }
    int sizeLength = length(begun.get(idLength));
    if (sizeLength > LONGEST_SIZE) {
      return -1;
    }
    int headerLength = idLength + sizeLength;
    if (begun.position() < headerLength) {
      return 0;
    }
    int id = 0;
    for (int i = 0; i < idLength; i++) {
      id = id << 8 | begun.get(i) & 0xff;
    }
    if (ENTERED.contains(id)) {
      return headerLength;
    }
    long mask = (1L << 7 * sizeLength) - 1;
    long size = 0;
    for (int i = idLength; i < headerLength; i++) {
      size = size << 8 | begun.get(i) & 0xff;
    }
    size &= mask;
    // All bits set: unknown. Only the elements that are entered may have an unknown size.
    return size == mask ? -1 : headerLength + size;
  }

  // Of a number, in bytes: the position of its first set bit.
  private static int length(byte first) {
    return Integer.numberOfLeadingZeros(first & 0xff) - 23;
  }
}
