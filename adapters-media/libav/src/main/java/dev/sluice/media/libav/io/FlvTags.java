package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/** The tags of an FLV file. Each is followed by its size, which may be absent behind the last. */
public final class FlvTags extends FileParts {
  private static final int TAG_HEADER = 11;
  private static final int SIZE_BEHIND = 4;
  private static final int FILE_HEADER = 9;
  private static final int SOUND = 8;
  private static final int PICTURE = 9;
  private static final int SCRIPT = 18;

  /** The size of the tag for which libav takes a header in the middle of a file. */
  private static final int MISTAKEN = TAG_HEADER + ('L' << 16 | 'V' << 8 | 1);

  private int headers;
  private long behindHeader;

  public FlvTags() {
    super(TAG_HEADER);
  }

  @Override
  long size(ByteBuffer begun) {
    byte first = begun.get(0);
    if (first == 'F') {
      if (begun.position() < FILE_HEADER) {
        return 0;
      }
      headers++;
      behindHeader = 0;
      return begun.getInt(5) + SIZE_BEHIND;
    }
    int type = first & 0x1f;
    if (type != SOUND && type != PICTURE && type != SCRIPT) {
      return -1;
    }
    if (begun.position() < TAG_HEADER) {
      return 0;
    }
    boolean isTag = begun.get(8) == 0 && begun.get(9) == 0 && begun.get(10) == 0;
    if (!isTag) {
      return -1;
    }
    int size = TAG_HEADER + (begun.getInt(0) & 0xff_ffff) + SIZE_BEHIND;
    behindHeader += size;
    return size;
  }

  /**
   * Returns whether libav skips what is behind the header of a file that was appended to this one.
   *
   * @param seekable whether libav can go back to where it began to skip
   */
  public boolean isSkipped(boolean seekable) {
    return headers > 1 && (!seekable || behindHeader <= MISTAKEN);
  }

  @Override
  int spare() {
    return SIZE_BEHIND;
  }
}
