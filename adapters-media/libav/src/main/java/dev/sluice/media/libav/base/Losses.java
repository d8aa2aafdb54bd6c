package dev.sluice.media.libav.base;

/** The rule on how many packets of a stream a result may lack. Pure functions. */
public final class Losses {
  /** So many packets are a glitch: at most a fifth of a second. */
  private static final int HANDFUL = 5;

  /** In a long film, one packet in so many. */
  private static final int HANDFUL_PART = 1_000;

  /** In a short one, more than one packet in so many is too much. */
  private static final int LARGE_PART = 10;

  private Losses() {}

  /**
   * Returns whether a stream lacks more than a handful of packets.
   *
   * @param of the number of all packets
   */
  public static boolean areTooMany(long lost, long of) {
    return lost > Math.max(HANDFUL, of / HANDFUL_PART) || lost > of / LARGE_PART;
  }
}
