package dev.sluice.core.policy;

/**
 * Limits of the jobs of each tenant, so that no tenant occupies the whole queue.
 *
 * @param waiting the largest number of Pending jobs, 1 or more. A submit that would exceed it is
 *     rejected; submits in several processes at the same moment may exceed it, and jobs that wait
 *     for a retry are not limited
 * @param running the largest number of Processing jobs, 1 or more. Processes that claim at the same
 *     moment may exceed it by the number that each of them claims
 */
public record QueueLimits(int waiting, int running) {
  /** No limits. */
  public static final QueueLimits NONE = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  public QueueLimits {
    if (waiting < 1 || running < 1) {
      throw new IllegalArgumentException("a limit must be 1 or more: " + waiting + ", " + running);
    }
  }
}
