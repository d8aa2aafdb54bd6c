package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/**
 * Follows the top-level boxes of an mp4 while its bytes are read, to know where the last one should
 * end. A seek that skips a box's header ends the tracking; truncation is then no longer detected
 * here.
 */
public final class TopLevelBoxes {
  private static final int MAX_HEADER = 16;

  private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER);
  private long boxStart;
  private boolean lost;

  /** Records bytes that were read at a position. */
  public void record(long position, ByteBuffer bytes) {
    long end = position + bytes.remaining();
    while (!lost && boxStart + header.position() < end) {
      long wanted = boxStart + header.position();
      if (wanted < position) {
        lost = true;
        return;
      }
      header.put(bytes.get((int) (wanted - position + bytes.position())));
      if (header.position() == 8 && header.getInt(0) != 1 || header.position() == MAX_HEADER) {
        moveToNextBox();
      }
    }
  }

  private void moveToNextBox() {
    long size = Integer.toUnsignedLong(header.getInt(0));
    size = size == 1 ? header.getLong(8) : size;
    // Zero means that the box extends to the end of the file.
    lost = size < 8;
    boxStart += size;
    header.clear();
  }

  /** Returns whether a file of this size ends within a box. */
  public boolean endsWithinBox(long size) {
    return !lost && (boxStart > size || header.position() > 0);
  }
}
