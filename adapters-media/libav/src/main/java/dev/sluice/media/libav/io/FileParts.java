package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/**
 * Follows the parts of a file, each of which announces its size in a header, while its bytes are
 * read, to know where the last part should end. Bytes may be read in any order; if a header is
 * never read, nothing is claimed about the end.
 */
public abstract sealed class FileParts
    permits AdtsFrames, FlvTags, MatroskaElements, RiffChunks, TopLevelBoxes {
  private final ByteBuffer header;
  private long start;
  private boolean ended;

  /**
   * @param longestHeader in bytes
   */
  FileParts(int longestHeader) {
    header = ByteBuffer.allocate(longestHeader);
  }

  /** Records bytes that were read at a position. */
  public final void record(long position, ByteBuffer bytes) {
    long end = position + bytes.remaining();
    while (!ended && start + header.position() < end) {
      long wanted = start + header.position();
      if (wanted < position) {
        // Skipped by a seek. They may be read later.
        return;
      }
      header.put(bytes.get((int) (wanted - position + bytes.position())));
      long size = size(header);
      if (size > 0) {
        start += size;
        header.clear();
      } else if (size < 0 || !header.hasRemaining()) {
        ended = true;
      }
    }
  }

  /**
   * Returns the distance from the beginning of a header to that of the next one; 0 if more bytes of
   * the header are needed, and a negative number if no further part can be followed.
   *
   * @param begun the bytes of the header so far, up to its position
   */
  abstract long size(ByteBuffer begun);

  /** Returns how many bytes of the last part may be absent. */
  int spare() {
    return 0;
  }

  /** Returns whether a file of this size ends within a part. */
  public final boolean endsWithinPart(long size) {
    boolean isHeaderCut = header.position() > 0 && start + header.position() == size;
    return !ended && (start > size + spare() || isHeaderCut);
  }
}
