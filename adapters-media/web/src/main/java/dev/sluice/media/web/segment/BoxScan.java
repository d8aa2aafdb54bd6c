package dev.sluice.media.web.segment;

/**
 * Follows the boxes of one segment of an mp4 to see whether the last one is complete. For one
 * thread.
 */
final class BoxScan {
  private static final int HEADER = 8;
  private static final int LONG_HEADER = 16;

  private final byte[] header = new byte[LONG_HEADER];
  private int filled;
  private long left;
  private boolean endless;

  /** Takes further bytes of the segment. */
  void add(byte[] bytes, int length) {
    int at = 0;
    while (at < length && !endless) {
      if (left > 0) {
        int count = (int) Math.min(left, length - at);
        left -= count;
        at += count;
        continue;
      }
      header[filled] = bytes[at];
      filled++;
      at++;
      if (filled == HEADER && number(0, 4) != 1) {
        begin(number(0, 4), HEADER);
      } else if (filled == LONG_HEADER) {
        begin(number(HEADER, HEADER), LONG_HEADER);
      }
    }
  }

  // A size of zero means up to the end; one that is too small means that these are no boxes.
  private void begin(long size, int headerLength) {
    filled = 0;
    endless = size < headerLength;
    left = Math.max(0, size - headerLength);
  }

  private long number(int at, int length) {
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | header[at + i] & 0xff;
    }
    return number;
  }

  /** Returns whether the segment ends inside a box. */
  boolean endsInside() {
    return !endless && (left > 0 || filled > 0);
  }
}
