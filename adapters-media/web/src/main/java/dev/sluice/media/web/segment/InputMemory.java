package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.HeapBudget;

/**
 * The memory for what an input has loaded ahead of its reader. {@link #LEAST} bytes are reserved by
 * who opens the input, so that each input goes on whatever the others hold; more is reserved when
 * it is loaded. Not thread-safe: guarded by {@link SegmentedInput}.
 */
final class InputMemory {
  /** The most that one input holds, in bytes. */
  static final int MOST = 32 << 20;

  /** What an input holds in any case. */
  static final int LEAST = 1 << 20;

  private final HeapBudget.Reservation memory;
  private int held;
  private int ahead;
  private int required;

  /**
   * Creates memory of which nothing is held.
   *
   * @param memory the memory of the job
   */
  InputMemory(HeapBudget.Reservation memory) {
    this.memory = memory;
  }

  /** Adds bytes that are worth having, unless there is no memory for them. */
  boolean tryAhead(int bytes) {
    if (held + bytes > MOST) {
      return false;
    }
    if (held + bytes > LEAST) {
      if (!memory.tryAhead(bytes)) {
        return false;
      }
      ahead += bytes;
    }
    held += bytes;
    return true;
  }

  /**
   * Adds bytes without which the input cannot go on. They are reserved if the job can have memory
   * for them; if not, it is better that they come than that a part of the source is lost.
   */
  void add(int bytes) {
    held += bytes;
    required += memory.tryRequire(bytes) ? bytes : 0;
  }

  boolean isFull() {
    return held >= MOST;
  }

  /** Returns the memory of bytes that were read or dropped. */
  void remove(int bytes) {
    held -= bytes;
    int surplus = Math.max(0, ahead + required - Math.max(0, held - LEAST));
    int fewerRequired = Math.min(required, surplus);
    memory.release(fewerRequired);
    required -= fewerRequired;
    memory.releaseAhead(surplus - fewerRequired);
    ahead -= surplus - fewerRequired;
  }

  /** Returns all of it. */
  void close() {
    remove(held);
  }
}
