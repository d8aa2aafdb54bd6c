package dev.sluice.core.port.media;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The part of the heap that all jobs share. Whatever grows with a source is reserved here before it
 * is allocated. Nobody waits for memory while holding some, so that no deadlock is possible: a
 * reservation succeeds, or fails at once.
 *
 * <p>One half, the common half, is for all jobs. The other half is for one job at a time: the first
 * that does not fit into the common half any more. So one job can always take half of the budget,
 * whatever the others hold; the others fail with {@link FailureCode#MEMORY_SHORT} until it ends. A
 * job that needs more than half fails with {@link FailureCode#MEDIA_LIMITS_EXCEEDED}.
 *
 * <p>A job that holds nothing may wait for the other half: those that do get it in their order,
 * before all others. Thread-safe.
 */
public final class HeapBudget {
  /** The budget of this process: five eighths of the largest heap. */
  public static final HeapBudget OF_PROCESS =
      new HeapBudget(Runtime.getRuntime().maxMemory() / 8 * 5);

  private static final Duration SOON = Duration.ofSeconds(5);

  private final long total;
  private final long half;

  /** The bytes that are reserved in the common half. */
  private long common;

  /** The bytes of these that are loaded ahead. */
  private long ahead;

  /** The job that has the other half. */
  private @Nullable Reservation large;

  /** The jobs that wait for the other half. Empty while no job has it. */
  private final Queue<Reservation> waiting = new ArrayDeque<>();

  /**
   * Creates a budget of which nothing is reserved.
   *
   * @param total in bytes
   */
  public HeapBudget(long total) {
    this.total = total;
    this.half = total / 2;
  }

  /** Returns a reservation of nothing, for one job. */
  public Reservation open() {
    return new Reservation();
  }

  /**
   * Returns whether a further job should begin: if an eighth of the budget is free in the common
   * half, or the other half has no job.
   */
  public synchronized boolean hasRoom() {
    return large == null || common + total / 8 <= half;
  }

  /** Returns the size of the budget in bytes. */
  public long total() {
    return total;
  }

  /** Returns how many bytes are reserved. */
  public synchronized long reserved() {
    return common + (large == null ? 0 : large.needed);
  }

  // Called when less is reserved: the job of the other half may fit into the common half again.
  private void settle() {
    if (large != null && !large.keepsHalf && common + large.needed <= half) {
      common += large.needed;
      large = waiting.poll();
    }
  }

  /** What one job has reserved. Thread-safe. */
  public final class Reservation implements AutoCloseable {
    private long needed;
    private long loadedAhead;
    private boolean keepsHalf;
    private boolean isClosed;

    private Reservation() {}

    /**
     * Waits for the other half, which the job keeps until it is closed: from then on it may take
     * half of the budget, whatever the others hold. Returns at once.
     *
     * @throws IllegalStateException if anything is reserved, or this is closed
     */
    public void awaitHalf() {
      synchronized (HeapBudget.this) {
        if (isClosed || needed > 0 || loadedAhead > 0) {
          throw new IllegalStateException("only a job that holds nothing may wait");
        }
        keepsHalf = true;
        if (large == null) {
          large = this;
        } else {
          waiting.add(this);
        }
      }
    }

    /** Returns whether the job has the other half. */
    public boolean hasHalf() {
      synchronized (HeapBudget.this) {
        return large == this;
      }
    }

    /**
     * Reserves memory that the job cannot do without. Does nothing after {@link #close}.
     *
     * @param what names what is allocated, for the message, as "the manifest"
     * @throws SluiceException MEDIA_LIMITS_EXCEEDED if the job would then need more than half of
     *     the budget; MEMORY_SHORT if other jobs hold too much. Nothing is reserved in both cases
     */
    public void require(long bytes, String what) {
      synchronized (HeapBudget.this) {
        if (!tryRequire(bytes)) {
          throw needed + bytes > half ? tooLarge(what) : isShort(what);
        }
      }
    }

    /**
     * Reserves memory as {@link #require} does.
     *
     * @return whether it is reserved; always true after {@link #close}
     */
    public boolean tryRequire(long bytes) {
      synchronized (HeapBudget.this) {
        if (isClosed) {
          return true;
        }
        boolean fits = large == this || common + bytes <= half;
        if (needed + bytes > half || (!fits && large != null)) {
          return false;
        }
        if (!fits) {
          large = this;
          common -= needed;
        }
        needed += bytes;
        common += large == this ? 0 : bytes;
        return true;
      }
    }

    /**
     * Reserves memory for what is loaded ahead, which the job can do without: at most a quarter of
     * the budget for all jobs, and only in the common half.
     *
     * @return whether it is reserved; always true after {@link #close}
     */
    public boolean tryAhead(long bytes) {
      synchronized (HeapBudget.this) {
        if (isClosed) {
          return true;
        }
        if (ahead + bytes > total / 4 || common + bytes > half) {
          return false;
        }
        ahead += bytes;
        common += bytes;
        loadedAhead += bytes;
        return true;
      }
    }

    /** Returns memory that was {@linkplain #require required}. */
    public void release(long bytes) {
      synchronized (HeapBudget.this) {
        long fewer = Math.min(bytes, needed);
        needed -= fewer;
        common -= large == this ? 0 : fewer;
        settle();
      }
    }

    /** Returns memory for what was {@linkplain #tryAhead loaded ahead}. */
    public void releaseAhead(long bytes) {
      synchronized (HeapBudget.this) {
        long fewer = Math.min(bytes, loadedAhead);
        loadedAhead -= fewer;
        ahead -= fewer;
        common -= fewer;
        settle();
      }
    }

    /** Returns everything; what is reserved after this call does not count. */
    @Override
    public void close() {
      synchronized (HeapBudget.this) {
        isClosed = true;
        keepsHalf = false;
        waiting.remove(this);
        releaseAhead(loadedAhead);
        release(needed);
      }
    }

    /** Returns how much the job may require yet, in bytes, if others do not hold it. */
    public long left() {
      synchronized (HeapBudget.this) {
        return half - needed;
      }
    }

    private SluiceException tooLarge(String what) {
      return new SluiceException(
          FailureCode.MEDIA_LIMITS_EXCEEDED,
          "With "
              + what
              + " the job would take more memory than the "
              + (half >> 20)
              + " MB that one job may have; ask for fewer tracks, or let the operator raise the"
              + " heap (-Xmx)");
    }

    private SluiceException isShort(String what) {
      return new SluiceException(
          FailureCode.MEMORY_SHORT,
          "Other jobs hold the memory that is needed for "
              + what
              + "; the job is tried again in a moment",
          null,
          SOON);
    }
  }
}
