package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The frames of AAC without a container (ADTS), and the ID3 tags between them: each segment of a
 * stream begins with one. libav's parser adds up the lengths of the frames only, so the position
 * that it gives to a frame is too early by the lengths of the tags. This class gives the right one.
 * Nothing is known behind bytes that are neither a frame nor a tag.
 */
public final class AdtsFrames extends FileParts {
  private static final int FRAME_HEADER = 7;
  private static final int TAG_HEADER = 10;
  private static final int FOOTER = 0x10;

  /** The lengths of all tags before a position that libav counts. */
  private final NavigableMap<Long, Long> tags = new TreeMap<>();

  private long at;
  private long sum;
  private boolean begun;

  public AdtsFrames() {
    super(TAG_HEADER);
  }

  /**
   * Returns whether a file consists of frames.
   *
   * @param head the first bytes of the file
   */
  static boolean isBegunBy(ByteBuffer head) {
    int at = head.position();
    while (head.limit() - at >= TAG_HEADER && isTag(head, at)) {
      at += tagLength(head, at);
    }
    return head.limit() - at >= FRAME_HEADER && (head.getShort(at) & 0xfff6) == 0xfff0;
  }

  /** Returns the position in the file of a frame to which libav gives this one. */
  public long position(long counted) {
    Map.Entry<Long, Long> before = tags.floorEntry(counted);
    return before == null ? counted : counted + before.getValue();
  }

  @Override
  long size(ByteBuffer header) {
    if (header.position() < FRAME_HEADER) {
      return 0;
    }
    if ((header.getShort(0) & 0xfff0) == 0xfff0) {
      int length = header.getInt(3) >> 13 & 0x1fff;
      begun = true;
      at += length;
      return length < FRAME_HEADER ? -1 : length;
    }
    if (header.get(0) == 'I' && header.hasRemaining()) {
      return 0;
    }
    return header.get(0) == 'I' && isTag(header, 0) ? skip(tagLength(header, 0)) : -1;
  }

  // libav gives the first frame its position in the file.
  private int skip(int bytes) {
    if (begun) {
      long counted = at - sum;
      sum += bytes;
      tags.put(counted, sum);
    }
    at += bytes;
    return bytes;
  }

  private static boolean isTag(ByteBuffer bytes, int at) {
    return bytes.get(at) == 'I'
        && bytes.get(at + 1) == 'D'
        && bytes.get(at + 2) == '3'
        && bytes.get(at + 3) != -1
        && bytes.get(at + 4) != -1
        && (bytes.getInt(at + 6) & 0x80808080) == 0;
  }

  private static int tagLength(ByteBuffer bytes, int at) {
    int size = 0;
    for (int i = 6; i < TAG_HEADER; i++) {
      size = size << 7 | bytes.get(at + i);
    }
    return TAG_HEADER + size + ((bytes.get(at + 5) & FOOTER) != 0 ? TAG_HEADER : 0);
  }
}
