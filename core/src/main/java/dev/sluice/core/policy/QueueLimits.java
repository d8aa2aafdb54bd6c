package dev.sluice.core.policy;

/**
 * What one owner may have at a time, so that nobody takes everything.
 *
 * @param waiting Pending jobs, 1 or more; no submit goes beyond it, but with several processes,
 *     each may by what it takes at that moment, and jobs that are to be tried again come back all
 *     the same
 * @param running Processing jobs, 1 or more; with several processes, each may go beyond it by what
 *     it claims at that moment
 */
public record QueueLimits(int waiting, int running) {
  /** As many as there are. */
  public static final QueueLimits NONE = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  public QueueLimits {
    if (waiting < 1 || running < 1) {
      throw new IllegalArgumentException("a limit is 1 or more: " + waiting + ", " + running);
    }
  }
}
