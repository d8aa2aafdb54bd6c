package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/**
 * Follows the top-level boxes of an mp4 while its bytes are read, to know where the last one should
 * end. A seek that skips a box's header ends the tracking; truncation is then no longer detected
 * here.
 */
public final class TopLevelBoxes {
  private static final int LONGEST_HEADER = 16;

  private final ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
  private long box;
  private boolean lost;

  /** Records bytes that were read at a position. */
  public void saw(long position, ByteBuffer bytes) {
    long end = position + bytes.remaining();
    while (!lost && box + header.position() < end) {
      long wanted = box + header.position();
      if (wanted < position) {
        lost = true;
        return;
      }
      header.put(bytes.get((int) (wanted - position + bytes.position())));
      if (header.position() == 8 && header.getInt(0) != 1 || header.position() == LONGEST_HEADER) {
        moveOn();
      }
    }
  }

  private void moveOn() {
    long size = Integer.toUnsignedLong(header.getInt(0));
    size = size == 1 ? header.getLong(8) : size;
    // Zero means that the box extends to the end of the file.
    lost = size < 8;
    box += size;
    header.clear();
  }

  /** Returns whether a file of this size ends within a box. */
  public boolean cutAt(long size) {
    return !lost && (box > size || header.position() > 0);
  }
}
