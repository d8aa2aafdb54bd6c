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

  public FlvTags() {
    super(TAG_HEADER);
  }

  @Override
  long size(ByteBuffer begun) {
    byte first = begun.get(0);
    if (first == 'F') {
      return begun.position() < FILE_HEADER ? 0 : begun.getInt(5) + SIZE_BEHIND;
    }
    int type = first & 0x1f;
    if (type != SOUND && type != PICTURE && type != SCRIPT) {
      return -1;
    }
    if (begun.position() < TAG_HEADER) {
      return 0;
    }
    boolean isTag = begun.get(8) == 0 && begun.get(9) == 0 && begun.get(10) == 0;
    return isTag ? TAG_HEADER + (begun.getInt(0) & 0xff_ffff) + SIZE_BEHIND : -1;
  }

  @Override
  int spare() {
    return SIZE_BEHIND;
  }
}
