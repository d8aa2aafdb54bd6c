package dev.sluice.core.policy;

/**
 * Limits of the jobs of one tenant, so that none takes the whole queue.
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
