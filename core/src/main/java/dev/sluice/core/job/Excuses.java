package dev.sluice.core.job;

/**
 * How many attempts of a job do not count, by their reasons: each reason has a bound of its own, so
 * that a job that met several is not failed for their sum.
 *
 * @param storage attempts that met an outage of the default storage
 * @param handles attempts that lacked file handles
 * @param memory attempts that found no memory beside other jobs
 * @param releases attempts whose worker stopped, or stopped or died before it ran them
 */
public record Excuses(int storage, int handles, int memory, int releases) {
  public static final Excuses NONE = new Excuses(0, 0, 0, 0);

  /** A reason why an attempt does not count. */
  public enum Reason {
    STORAGE,
    HANDLES,
    MEMORY,
    RELEASE
  }

  /** Returns these and one for this reason. */
  public Excuses plus(Reason reason) {
    return new Excuses(
        storage + one(reason, Reason.STORAGE),
        handles + one(reason, Reason.HANDLES),
        memory + one(reason, Reason.MEMORY),
        releases + one(reason, Reason.RELEASE));
  }

  /** Returns how many attempts do not count. */
  public int total() {
    return storage + handles + memory + releases;
  }

  private static int one(Reason reason, Reason counted) {
    return reason == counted ? 1 : 0;
  }
}
