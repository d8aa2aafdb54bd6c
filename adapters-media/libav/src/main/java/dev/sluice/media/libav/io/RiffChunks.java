package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The outermost chunks of an avi or wav. An avi of more than a gigabyte has several. */
public final class RiffChunks extends FileParts {
  private static final String NAME = "RIFF";
  private static final int HEADER = 8;

  public RiffChunks() {
    super(HEADER);
  }

  @Override
  long size(ByteBuffer begun) {
    int known = Math.min(NAME.length(), begun.position());
    for (int i = 0; i < known; i++) {
      if (begun.get(i) != NAME.charAt(i)) {
        return -1;
      }
    }
    if (begun.position() < HEADER) {
      return 0;
    }
    long size = Integer.toUnsignedLong(begun.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(4));
    // Writers that cannot seek leave zeros or ones there.
    return size == 0 || size >= 0xFFFF_FF00L ? -1 : HEADER + size + (size & 1);
  }

  // A byte that only fills the chunk up.
  @Override
  int spare() {
    return 1;
  }
}
