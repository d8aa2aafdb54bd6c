package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/**
 * Follows the uppermost boxes of an mp4 while its bytes pass by, to know where the last one should
 * end. A jump that leaves a box's header out ends the trail, and then nothing is claimed.
 */
public final class TopLevelBoxes {
  private static final int LONGEST_HEADER = 16;

  private final ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
  private long box;
  private boolean lost;

  /** These bytes lie at this position. */
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
    // Zero means that the box goes on to the file's end.
    lost = size < 8;
    box += size;
    header.clear();
  }

  /** Whether a file of this size ends within a box. */
  public boolean cutAt(long size) {
    return !lost && (box > size || header.position() > 0);
  }
}
