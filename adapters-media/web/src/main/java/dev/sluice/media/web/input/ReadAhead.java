package dev.sluice.media.web.input;

/**
 * The position of a reader and how many chunks to load ahead of it: the more, the longer it has
 * read in order. Not thread-safe: guarded by {@link RangedInput}.
 */
final class ReadAhead {
  private final int maxDepth;
  private int target;
  private int previous;
  private int depth = 2;

  /**
   * Creates the read-ahead at the first chunk.
   *
   * @param maxDepth the most chunks wanted, including the current one
   */
  ReadAhead(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /**
   * Moves the reader to this chunk.
   *
   * @return whether that was a jump
   */
  boolean moveTo(int index) {
    if (index == target) {
      return false;
    }
    boolean onward = index == target + 1;
    previous = target;
    target = index;
    depth = onward ? Math.min(maxDepth, depth * 2) : 1;
    return !onward;
  }

  /** Returns the chunk that the reader is in. */
  int target() {
    return target;
  }

  /** Returns the chunk that the reader was in before. */
  int previous() {
    return previous;
  }

  /** Returns the first chunk after the current one. */
  int next() {
    return target + 1;
  }

  /** Returns the first chunk that is not wanted yet. */
  int end() {
    return target + depth;
  }

  boolean wants(int index) {
    return index >= target && index < end();
  }
}
