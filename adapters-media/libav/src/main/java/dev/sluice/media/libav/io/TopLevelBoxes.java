package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/** The boxes at the top level of an mp4 or mov. */
public final class TopLevelBoxes extends FileParts {
  private static final int SHORT_HEADER = 8;
  private static final int LONG_HEADER = 16;

  public TopLevelBoxes() {
    super(LONG_HEADER);
  }

  @Override
  long size(ByteBuffer begun) {
    if (begun.position() < SHORT_HEADER) {
      return 0;
    }
    long size = Integer.toUnsignedLong(begun.getInt(0));
    if (size == 1) {
      if (begun.position() < LONG_HEADER) {
        return 0;
      }
      size = begun.getLong(8);
    }
    // Zero means that the box extends to the end of the file.
    return size < SHORT_HEADER ? -1 : size;
  }
}
