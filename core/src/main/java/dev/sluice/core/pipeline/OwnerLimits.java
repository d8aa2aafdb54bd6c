package dev.sluice.core.pipeline;

/**
 * What one owner may have at a time, so that nobody takes everything.
 *
 * @param waiting Pending jobs, 1 or more; submits at the same moment may go a little beyond it
 * @param running Processing jobs, 1 or more; with several processes, each may go beyond it by what
 *     it claims at that moment
 */
public record OwnerLimits(int waiting, int running) {
  /** As many as there are. */
  public static final OwnerLimits NONE = new OwnerLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  public OwnerLimits {
    if (waiting < 1 || running < 1) {
      throw new IllegalArgumentException("a limit is 1 or more: " + waiting + ", " + running);
    }
  }
}
