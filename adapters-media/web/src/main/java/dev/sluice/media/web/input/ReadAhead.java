package dev.sluice.media.web.input;

/**
 * Where a reader is, and how far ahead of it chunks are wanted: the further, the longer it has read
 * in order. Not thread-safe: {@link RangedInput} guards it.
 */
final class ReadAhead {
  private final int most;
  private int target;
  private int previous;
  private int depth = 2;

  /**
   * @param most how many chunks are wanted at most, with the reader's own
   */
  ReadAhead(int most) {
    this.most = most;
  }

  /**
   * The reader wants this chunk.
   *
   * @return whether it jumped there
   */
  boolean moveTo(int index) {
    if (index == target) {
      return false;
    }
    boolean onward = index == target + 1;
    previous = target;
    target = index;
    depth = onward ? Math.min(most, depth * 2) : 1;
    return !onward;
  }

  /** The chunk the reader wanted before this one. */
  int previous() {
    return previous;
  }

  /** The first chunk that is wanted beyond the reader's own. */
  int next() {
    return target + 1;
  }

  /** The first chunk that is not wanted yet. */
  int end() {
    return target + depth;
  }

  boolean wants(int index) {
    return index >= target && index < end();
  }
}
